from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0031_joining"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "admitted",
                            "appealed",
                            "council",
                            "departments",
                            "refused",
                            "rework",
                            "submitted",
                            "unplaced",
                        ],
                    )
                ),
                fields=["edition", "-submitted_at", "-id"],
                name="proposal_newest",
            ),
        ),
    ]
