"""The journal is append-only: the database itself says no, whoever asks.

TRUNCATE has a trigger of its own, so that tests may switch that one off (the test runner empties tables) and leave the
other on.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION workflow_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The journal of acts is append-only: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Write a new act that corrects the old one.';
END $$;
CREATE TRIGGER acts_are_never_changed_or_removed BEFORE UPDATE OR DELETE ON workflow_act
    FOR EACH ROW EXECUTE FUNCTION workflow_journal_is_append_only();
CREATE TRIGGER the_journal_is_never_emptied BEFORE TRUNCATE ON workflow_act
    FOR EACH STATEMENT EXECUTE FUNCTION workflow_journal_is_append_only();
"""

DROP = """
DROP TRIGGER the_journal_is_never_emptied ON workflow_act;
DROP TRIGGER acts_are_never_changed_or_removed ON workflow_act;
DROP FUNCTION workflow_journal_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
