"""Tables that decide: what is kept of them in memory is read anew after a change (see ``workflow.kept``)."""

from django.db import migrations

TABLES = (
    "appeals_category",
    "appeals_categoryquestion",
    "appeals_routingrule",
    "appeals_term",
    "appeals_limit",
    "appeals_ladderstep",
    "appeals_hearingexception",
    "appeals_ratingreason",
    "appeals_remedy",
    "appeals_suggestionmodel",
)


class Migration(migrations.Migration):
    dependencies = [("appeals", "0016_subscriptions"), ("workflow", "0006_table_marks")]

    operations = [
        migrations.RunSQL(
            [("SELECT mark_changes_of(%s)", [table]) for table in TABLES],
            [f"DROP TRIGGER changes_are_marked ON {table}" for table in TABLES],
        )
    ]
