"""Notifications in the browser: which browsers a person lets us call."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_posts_of_the_budget"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="channel",
            field=models.CharField(
                choices=[
                    ("inbox", "inbox on the site"),
                    ("email", "e-mail"),
                    ("sms", "SMS"),
                    ("push", "notification in the browser"),
                ],
                max_length=10,
                verbose_name="channel",
            ),
        ),
        migrations.AlterField(
            model_name="noticepreference",
            name="channel",
            field=models.CharField(
                choices=[
                    ("inbox", "inbox on the site"),
                    ("email", "e-mail"),
                    ("sms", "SMS"),
                    ("push", "notification in the browser"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="noticetemplate",
            name="channel",
            field=models.CharField(
                choices=[
                    ("inbox", "inbox on the site"),
                    ("email", "e-mail"),
                    ("sms", "SMS"),
                    ("push", "notification in the browser"),
                ],
                max_length=10,
                verbose_name="channel",
            ),
        ),
        migrations.CreateModel(
            name="PushDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("endpoint", models.CharField(max_length=1000)),
                ("p256dh", models.CharField(max_length=100)),
                ("auth", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="push_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "browser with notifications",
                "verbose_name_plural": "browsers with notifications",
                "ordering": ["created_at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("endpoint",), name="one_device_per_endpoint")],
            },
        ),
    ]
