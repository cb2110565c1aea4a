from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_public_since")]

    operations = [
        migrations.AddField(
            model_name="line", name="stamp", field=models.PositiveIntegerField(default=0, editable=False)
        ),
        migrations.AddIndex(model_name="line", index=models.Index(fields=["meeting", "stamp"], name="line_by_stamp")),
        migrations.AddField(
            model_name="registration",
            name="consent_version",
            field=models.CharField(blank=True, editable=False, max_length=20),
        ),
    ]
