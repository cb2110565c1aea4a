"""How much alike two proposals are: by place, category and words."""

RADIUS_M = 500
ENOUGH = 0.45
# Signs of a text that are compared: the beginning says what it is about.
COMPARED = 300
_PLACE, _CATEGORY, _WORDS = 0.35, 0.25, 0.40


def likeness(*, distance_m: float, wordwise: float, same_category: bool) -> float:
    """0 (nothing in common) to 1 (same spot, same category, same words). Beyond ``RADIUS_M`` nothing is alike."""
    if distance_m > RADIUS_M:
        return 0.0
    place = 1 - distance_m / RADIUS_M
    return round(_PLACE * place + _CATEGORY * same_category + _WORDS * min(max(wordwise, 0.0), 1.0), 4)
