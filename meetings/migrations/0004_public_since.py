from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_plans_of_instructions")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="public_since",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="public since"),
        ),
    ]
