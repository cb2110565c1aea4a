"""What becomes of leftovers is a rule like the others: the same function freezes it."""

from django.db import migrations

FORWARD = """
DO $$ BEGIN
    EXECUTE replace(replace(pg_get_functiondef('budget_edition_rules_stay'::regproc),
        'NEW.fit_share,', 'NEW.fit_share, NEW.leftover_rule,'), 'OLD.fit_share,', 'OLD.fit_share, OLD.leftover_rule,');
END $$;
DROP FUNCTION budget_leftover_rule_stays() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0008_salt_of_a_batch")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
