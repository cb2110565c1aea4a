"""Why a place, or a file of places, cannot be taken."""

from collections.abc import Sequence


class PlaceRefused(Exception):
    """A point is of no use: ``code`` is one of outside, swapped, zero, invalid; ``sentence`` says how to mend it."""

    def __init__(self, sentence, *, code: str) -> None:
        super().__init__(code)
        self.sentence = sentence
        self.code = code

    def __str__(self) -> str:
        return str(self.sentence)


class FileRefused(Exception):
    """A file of outlines or places cannot be taken: ``sentences`` name every flaw that was found, and its mend."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = list(sentences)
