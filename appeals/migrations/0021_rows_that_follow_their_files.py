"""Rows of law that nobody has edited follow the files they came from.

Rows loaded before this say nothing of what they were loaded as. Those that the office's own log never mentions stand
as they were loaded; whatever it mentions was written by somebody and stays.
"""

import hashlib
import json

from django.db import migrations, models

# Model -> the fields that its file fills.
FILLED = {
    "term": ("kind", "days", "unit", "basis"),
    "limit": ("code", "category_id", "value", "basis"),
    "ladderstep": ("offset", "unit", "recipient", "basis"),
    "remedy": ("organisation_id", "text_kk", "text_ru", "text_en", "basis"),
    "hearingexception": ("code", "name_kk", "name_ru", "name_en", "basis"),
    "ratingreason": ("code", "name_kk", "name_ru", "name_en", "praise", "position"),
    "quickgoal": ("target_percent", "sample_percent", "basis"),
}


def note_what_was_loaded(apps, schema_editor):
    log = apps.get_model("admin", "LogEntry").objects.filter(content_type__app_label="appeals")
    for name, filled in FILLED.items():
        model = apps.get_model("appeals", name)
        edited = set(log.filter(content_type__model=name).values_list("object_id", flat=True))
        for row in model.objects.all():
            if str(row.pk) in edited:
                continue
            values = {field: str(getattr(row, field)) for field in (*filled, "valid_from", "valid_to")}
            digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
            model.objects.filter(pk=row.pk).update(shipped_digest=digest)


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("appeals", "0020_questions_about_parts"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="shipped_digest",
                field=models.CharField(blank=True, editable=False, max_length=64),
            )
            for name in FILLED
        ),
        migrations.RunPython(note_what_was_loaded, migrations.RunPython.noop),
    ]
