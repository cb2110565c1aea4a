from django.db import migrations


class Migration(migrations.Migration):
    """Numbers of appeals come from one sequence: two registrations never wait for each other, none gets a number twice."""

    dependencies = [("appeals", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE appeals_number", "DROP SEQUENCE appeals_number"),
    ]
