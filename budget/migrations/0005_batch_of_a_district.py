"""A batch of paper ballots is of one district. There is no batch yet, so the column may be asked for at once."""

import django.db.models.deletion
from django.db import migrations, models

REACH = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": "geo.district"}


class Migration(migrations.Migration):
    dependencies = [("budget", "0004_the_box_only_grows")]
    operations = [
        migrations.AddField("batch", "district", models.ForeignKey(null=True, **REACH)),
        migrations.AlterField("batch", "district", models.ForeignKey(verbose_name="district of the voters", **REACH)),
    ]
