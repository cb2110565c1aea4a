from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appeals", "0012_escalations_by_term")]

    operations = [
        migrations.RemoveConstraint(model_name="part", name="part_number_is_unique_in_its_appeal"),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "withdrawn"), _negated=True),
                fields=("appeal", "number"),
                name="part_number_is_unique_in_its_appeal",
            ),
        ),
    ]
