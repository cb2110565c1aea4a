"""Tables that decide: what is kept of them in memory is read anew after a change (see ``workflow.kept``)."""

from django.db import migrations

TABLES = ("geo_district",)


class Migration(migrations.Migration):
    dependencies = [("geo", "0003_city"), ("workflow", "0006_table_marks")]

    operations = [
        migrations.RunSQL(
            [("SELECT mark_changes_of(%s)", [table]) for table in TABLES],
            [f"DROP TRIGGER changes_are_marked ON {table}" for table in TABLES],
        )
    ]
