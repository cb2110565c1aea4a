"""Words about a person may be taken out of the journal once the law no longer lets them be kept; nothing else may.

The trigger lets an UPDATE through only in a transaction that has set ``birge.scrubbing``, and only where it empties:
the note, keys of the data, and name and key of the actor where that was the author. Everything that the journal proves
(which act, when, by which right, from and to which state) stays as it is, and no act can be removed.
"""

from django.db import migrations

CREATE = """
CREATE OR REPLACE FUNCTION workflow_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('birge.scrubbing', true) = 'on'
        AND (NEW.id, NEW.kind, NEW.subject_id, NEW.seq, NEW.name, NEW.before, NEW.after, NEW.at, NEW.actor_role,
             NEW.basis, NEW.public)
            IS NOT DISTINCT FROM
            (OLD.id, OLD.kind, OLD.subject_id, OLD.seq, OLD.name, OLD.before, OLD.after, OLD.at, OLD.actor_role,
             OLD.basis, OLD.public)
        AND NEW.note IN ('', OLD.note)
        AND (NEW.actor_name = OLD.actor_name OR (NEW.actor_name = '' AND OLD.actor_role = 'author'))
        AND (NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id OR (NEW.actor_id IS NULL AND OLD.actor_role = 'author'))
        AND NEW.data <@ OLD.data
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The journal of acts is append-only: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Write a new act that corrects the old one.';
END $$;
"""

OLD = """
CREATE OR REPLACE FUNCTION workflow_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The journal of acts is append-only: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Write a new act that corrects the old one.';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0003_count_by_name")]
    operations = [migrations.RunSQL(CREATE, OLD)]
