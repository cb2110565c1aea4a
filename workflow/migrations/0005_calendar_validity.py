from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0004_scrubbing")]

    operations = [
        migrations.AlterModelOptions(
            "calendarday",
            options={
                "ordering": ["date", "valid_from"],
                "verbose_name": "calendar day",
                "verbose_name_plural": "work calendar",
            },
        ),
        migrations.AddField(
            "calendarday", "valid_from", models.DateField(blank=True, null=True, verbose_name="announced on")
        ),
        migrations.AddField(
            "calendarday", "valid_to", models.DateField(blank=True, null=True, verbose_name="repealed on")
        ),
        migrations.AlterField("calendarday", "date", models.DateField(verbose_name="date")),
        migrations.AddConstraint(
            "calendarday",
            models.UniqueConstraint(
                condition=models.Q(valid_to__isnull=True),
                fields=["date"],
                name="one_calendar_row_in_force_per_date",
            ),
        ),
        migrations.AddConstraint(
            "calendarday",
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="calendar_row_is_repealed_after_it_is_announced",
            ),
        ),
    ]
