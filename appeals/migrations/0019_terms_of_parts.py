"""Each part of an appeal has its team, its own extension and its own ladder."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_marks_of_tables"),
        ("appeals", "0018_reviews_asked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="escalation",
            name="one_escalation_per_step_and_term",
        ),
        migrations.RemoveConstraint(
            model_name="extension",
            name="one_extension_per_term_without_override",
        ),
        migrations.AddField(
            model_name="escalation",
            name="part",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="escalations",
                to="appeals.part",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="part",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="extensions",
                to="appeals.part",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="extended_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="extended at"),
        ),
        migrations.AddField(
            model_name="part",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.team",
                verbose_name="team",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("part__isnull", True)),
                fields=("appeal", "step", "counted_from"),
                name="one_escalation_per_step_and_term",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                fields=("part", "step", "counted_from"), name="one_escalation_of_a_part_per_step_and_term"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("override", ""), ("part__isnull", True)),
                fields=("appeal", "counted_from"),
                name="one_extension_per_term_without_override",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("override", "")),
                fields=("part", "counted_from"),
                name="one_extension_of_a_part_without_override",
            ),
        ),
    ]
