"""Why a place cannot be taken."""


class PlaceRefused(Exception):
    """A point is of no use: ``code`` is one of outside, swapped, zero, invalid; ``sentence`` says how to mend it."""

    def __init__(self, sentence, *, code: str) -> None:
        super().__init__(code)
        self.sentence = sentence
        self.code = code

    def __str__(self) -> str:
        return str(self.sentence)
