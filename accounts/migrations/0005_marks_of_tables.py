"""Tables that decide: what is kept of them in memory is read anew after a change (see ``workflow.kept``)."""

from django.db import migrations

TABLES = (
    "accounts_organisation",
    "accounts_organisation_predecessors",
    "accounts_team",
    "accounts_absence",
    "accounts_appointment",
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_access_log_and_own_data"), ("workflow", "0006_table_marks")]

    operations = [
        migrations.RunSQL(
            [("SELECT mark_changes_of(%s)", [table]) for table in TABLES],
            [f"DROP TRIGGER changes_are_marked ON {table}" for table in TABLES],
        )
    ]
