import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0063_words_of_reasons_let_through")]

    operations = [
        migrations.AddField(
            model_name="yearplan",
            name="shown",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=300),
                blank=True,
                default=list,
                size=None,
                verbose_name="words let through",
            ),
        ),
    ]
