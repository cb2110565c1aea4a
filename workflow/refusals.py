"""The one way to say no."""


class Refused(Exception):
    """A use case will not do it.

    ``sentence``: translatable, fit to show a citizen, names what is wrong and how to mend it.
    ``code``: stable, for programs. ``field``: the form field that it speaks of, or an empty string.
    ``conflict``: the thing has moved on since the person looked at it (HTTP 409 rather than 422).
    """

    def __init__(self, sentence, *, code: str, field: str = "", conflict: bool = False) -> None:
        super().__init__(str(code))
        self.sentence = sentence
        self.code = code
        self.field = field
        self.conflict = conflict

    def __str__(self) -> str:
        return str(self.sentence)
