"""What an answer must have."""

STATE_LANGUAGE = "kk"


def languages_for(appeal_language: str) -> frozenset[str]:
    """An answer goes out in the language of the appeal or in Kazakh (Law on Languages, art. 11)."""
    return frozenset({appeal_language, STATE_LANGUAGE})


def may_sign(*, controller_id: int | None, written_by_id: int | None) -> bool:
    """Two keys: whoever reported the work does not accept it."""
    return controller_id is None or controller_id != written_by_id
