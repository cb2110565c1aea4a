"""The appeals whose authors wait for a person to look at the machine's choice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appeals", "0017_marks_of_tables")]

    operations = [
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                fields=["review_asked_at"],
                condition=models.Q(review_asked_at__isnull=False),
                name="appeal_review_asked",
            ),
        ),
    ]
