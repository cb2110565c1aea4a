"""A petition that has its supporters is registered as a kind of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0021_rows_that_follow_their_files"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appeal",
            name="kind",
            field=models.CharField(
                choices=[
                    ("quick_report", "quick report"),
                    ("application", "application"),
                    ("complaint", "complaint"),
                    ("notification", "notification of a breach"),
                    ("proposal", "proposal"),
                    ("response", "response"),
                    ("request", "request for information"),
                    ("petition", "local petition"),
                ],
                default="quick_report",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="term",
            name="kind",
            field=models.CharField(
                choices=[
                    ("quick_report", "quick report"),
                    ("application", "application"),
                    ("complaint", "complaint"),
                    ("notification", "notification of a breach"),
                    ("proposal", "proposal"),
                    ("response", "response"),
                    ("request", "request for information"),
                    ("petition", "local petition"),
                ],
                max_length=20,
                verbose_name="kind of appeal",
            ),
        ),
    ]
