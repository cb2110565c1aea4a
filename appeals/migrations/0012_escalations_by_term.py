from datetime import date

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appeals", "0011_covered_photos_and_retention")]

    operations = [
        migrations.RemoveConstraint("escalation", "one_escalation_per_step_and_term"),
        migrations.RemoveField("escalation", "term"),
        migrations.AddField(
            "escalation", "counted_from", models.DateField(default=date(2021, 7, 1)), preserve_default=False
        ),
        migrations.AddConstraint(
            "escalation",
            models.UniqueConstraint(fields=["appeal", "step", "counted_from"], name="one_escalation_per_step_and_term"),
        ),
    ]
