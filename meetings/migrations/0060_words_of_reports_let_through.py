import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_words_let_through")]

    operations = [
        migrations.AddField(
            model_name="instruction",
            name="shown",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=300),
                blank=True,
                default=list,
                editable=False,
                verbose_name="words let through",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="protocol",
            name="shown",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=300),
                blank=True,
                default=list,
                verbose_name="words let through",
                size=None,
            ),
        ),
    ]
