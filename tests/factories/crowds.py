"""Many appeals at once, copied from one that the real use cases made."""

import uuid

from appeals.models import Appeal


def copies(original: Appeal, number: int) -> list[Appeal]:
    """So many appeals like the original, each with a number, a key and a claim code of its own."""
    names = [field.attname for field in Appeal._meta.concrete_fields if not field.primary_key]
    same = {name: getattr(original, name) for name in names}
    return Appeal.objects.bulk_create(
        Appeal(
            **same
            | {"number": f"2025-{at:06}", "intake_key": uuid.uuid4(), "claim_hash": uuid.uuid4().hex + uuid.uuid4().hex}
        )
        for at in range(1, number + 1)
    )
