"""A question may be about one part of a split appeal."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0019_terms_of_parts"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="part",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="questions",
                to="appeals.part",
            ),
        ),
    ]
