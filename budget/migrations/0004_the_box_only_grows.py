"""What stands in the log stays there; an envelope only learns its place; opened ballots and marks are kept.

These triggers guard against mistakes and against whoever has no more than the rights of the application. Against the
keeper of the database stand the checkpoints in the hands of witnesses (see docs/how-to/vote-proof.md).
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION budget_box_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What is in the ballot box stays as it is: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER leaves_are_kept BEFORE UPDATE OR DELETE ON budget_logleaf
    FOR EACH ROW EXECUTE FUNCTION budget_box_only_grows();
CREATE TRIGGER subtrees_are_kept BEFORE UPDATE OR DELETE ON budget_lognode
    FOR EACH ROW EXECUTE FUNCTION budget_box_only_grows();
CREATE TRIGGER checkpoints_are_kept BEFORE UPDATE OR DELETE ON budget_checkpoint
    FOR EACH ROW EXECUTE FUNCTION budget_box_only_grows();
CREATE TRIGGER opened_ballots_are_kept BEFORE UPDATE OR DELETE ON budget_openedballot
    FOR EACH ROW EXECUTE FUNCTION budget_box_only_grows();
CREATE TRIGGER the_opening_is_kept BEFORE UPDATE OR DELETE ON budget_opening
    FOR EACH ROW EXECUTE FUNCTION budget_box_only_grows();
CREATE TRIGGER entries_are_kept BEFORE UPDATE OR DELETE ON budget_paperentry
    FOR EACH ROW EXECUTE FUNCTION budget_box_only_grows();
CREATE TRIGGER marks_are_kept BEFORE DELETE ON budget_rollmark
    FOR EACH ROW EXECUTE FUNCTION budget_box_only_grows();

CREATE FUNCTION budget_envelope_learns_its_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.leaf_index IS NULL
       AND (NEW.id, NEW.edition_id, NEW.mark_id, NEW.number, NEW.key, NEW.envelope, NEW.leaf_hash, NEW.sealed_by,
            NEW.due_at)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.edition_id, OLD.mark_id, OLD.number, OLD.key, OLD.envelope, OLD.leaf_hash, OLD.sealed_by,
            OLD.due_at)
    THEN
        RETURN NEW;
    END IF;
    -- Once the keys of the edition are destroyed, the envelopes may go too.
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM budget_editionkey WHERE edition_id = OLD.edition_id AND destroyed_at IS NOT NULL
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'An envelope in the ballot box stays as it is: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER envelopes_stay BEFORE UPDATE OR DELETE ON budget_sealedballot
    FOR EACH ROW EXECUTE FUNCTION budget_envelope_learns_its_place();

CREATE FUNCTION budget_closed_batch_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'A closed batch stays as it is: % is refused.', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER closed_batches_stay BEFORE UPDATE OR DELETE ON budget_batch
    FOR EACH ROW EXECUTE FUNCTION budget_closed_batch_stays();

CREATE FUNCTION budget_keys_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.edition_id, NEW.public, NEW.log_public, NEW.share_hashes, NEW.made_at)
            IS NOT DISTINCT FROM (OLD.edition_id, OLD.public, OLD.log_public, OLD.share_hashes, OLD.made_at)
        AND (OLD.charter = '' OR (NEW.charter, NEW.charter_hash) = (OLD.charter, OLD.charter_hash))
        AND OLD.destroyed_at IS NULL
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.charter = '' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The keys of an edition stay as they were published: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER published_keys_stay BEFORE UPDATE OR DELETE ON budget_editionkey
    FOR EACH ROW EXECUTE FUNCTION budget_keys_stay();
"""
DROP = """
DROP FUNCTION budget_box_only_grows() CASCADE;
DROP FUNCTION budget_envelope_learns_its_place() CASCADE;
DROP FUNCTION budget_closed_batch_stays() CASCADE;
DROP FUNCTION budget_keys_stay() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0003_ballot_box")]
    operations = [migrations.RunSQL(CREATE, DROP)]
