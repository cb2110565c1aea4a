"""Tables that decide are kept in memory as long as their mark stays; a trigger changes it with every write."""

from django.db import migrations, models

# A random mark, never a counter: a write that was rolled back leaves none behind that a later one could repeat.
MARK = """
CREATE FUNCTION mark_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO workflow_tablemark ("table", mark) VALUES (TG_TABLE_NAME, gen_random_uuid())
    ON CONFLICT ("table") DO UPDATE SET mark = EXCLUDED.mark;
    RETURN NULL;
END $$;
"""
# What a table of an app is put under: ``SELECT mark_changes_of('table')``; its trigger falls with the table.
MARK_CHANGES = """
CREATE FUNCTION mark_changes_of(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER changes_are_marked AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION mark_change()', name);
    INSERT INTO workflow_tablemark ("table", mark) VALUES (name, gen_random_uuid());
END $$;
"""
TABLES = ("workflow_calendarday", "workflow_officehours")


class Migration(migrations.Migration):
    dependencies = [("workflow", "0005_calendar_validity")]

    operations = [
        migrations.CreateModel(
            name="TableMark",
            fields=[
                (
                    "table",
                    models.CharField(max_length=63, primary_key=True, serialize=False, verbose_name="table"),
                ),
                ("mark", models.UUIDField(verbose_name="mark")),
            ],
            options={"verbose_name": "mark of a table", "verbose_name_plural": "marks of tables"},
        ),
        migrations.RunSQL(MARK, "DROP FUNCTION mark_change();"),
        migrations.RunSQL(MARK_CHANGES, "DROP FUNCTION mark_changes_of(text);"),
        migrations.RunSQL(
            [("SELECT mark_changes_of(%s)", [table]) for table in TABLES],
            [f"DROP TRIGGER changes_are_marked ON {table}" for table in TABLES],
        ),
    ]
