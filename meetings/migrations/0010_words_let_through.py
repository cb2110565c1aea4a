import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_state_of_earlier_plans")]

    operations = [
        migrations.AddField(
            model_name="line",
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
