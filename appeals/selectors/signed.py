"""Answers that went out, as the register keeps them."""

from appeals.models import Answer


def by_check_code(code: str) -> Answer | None:
    """The signed answer of the code in a paper's QR; ``None`` where no paper has this code."""
    if not code:
        return None
    found = Answer.objects.filter(check_code=code, sent_at__isnull=False)
    return found.select_related("appeal__organisation").first()
