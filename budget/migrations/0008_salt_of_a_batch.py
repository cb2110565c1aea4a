"""A salt keeps anybody from trying out, by the hash in the log, what a small batch of paper ballots holds."""

from django.db import migrations, models

import budget.models.paper


class Migration(migrations.Migration):
    dependencies = [("budget", "0007_results_stay")]
    operations = [
        migrations.AddField(
            "batch", "salt", models.CharField(default=budget.models.paper.new_salt, editable=False, max_length=64)
        )
    ]
