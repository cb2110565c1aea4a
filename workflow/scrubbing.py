"""Taking words about a person out of the journal: the one change that its trigger lets through."""

from collections.abc import Collection

from django.db import connection, transaction

from workflow.models import Act

_SQL = """
UPDATE workflow_act SET
    note = '',
    data = data - %(keys)s::text[],
    actor_name = CASE WHEN actor_role = 'author' THEN '' ELSE actor_name END,
    actor_id = CASE WHEN actor_role = 'author' THEN NULL ELSE actor_id END
WHERE kind = %(kind)s AND subject_id = ANY(%(pks)s)
    AND (note <> '' OR data ?| %(keys)s::text[]
        OR (actor_role = 'author' AND (actor_name <> '' OR actor_id IS NOT NULL)))
"""


def scrub(kind: str, pks: Collection[int], *, keys: Collection[str] = ()) -> int:
    """Empty the notes of all acts of these things, the given ``keys`` of their data, and who the author was.

    What was done when, by which right and from which state to which stays. Returns how many acts were changed.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL birge.scrubbing = 'on'")
        cursor.execute(_SQL, {"kind": kind, "pks": list(pks), "keys": list(keys)})
        changed = cursor.rowcount
        cursor.execute("SET LOCAL birge.scrubbing = 'off'")
    return changed


def forget_actor(user_id: int) -> int:
    """Take the name of a person out of the acts that he did as an author. Returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL birge.scrubbing = 'on'")
        changed = Act.objects.filter(actor_id=user_id, actor_role="author").exclude(actor_name="").update(actor_name="")
        cursor.execute("SET LOCAL birge.scrubbing = 'off'")
    return changed
