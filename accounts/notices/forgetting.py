"""Removing letters once nobody may keep what they say."""

from accounts.models import Notice


def forget(prefix: str) -> int:
    """Remove every letter whose key begins so, with what came of it. Returns how many letters there were."""
    return Notice.objects.filter(key__startswith=prefix).delete()[1].get(Notice._meta.label, 0)
