import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from workflow.workdays import Calendar, registration_date

OPEN = ["asked", "in_work", "lodged", "registered", "reopened", "reported", "routed", "split"]


def count_from_the_present_term(apps, schema_editor):
    """Registration, or for a reopened appeal the legal day of its latest reopening."""
    appeal_model = apps.get_model("appeals", "Appeal")
    appeal_model.objects.update(counted_from=F("registered_on"), first_due_on=F("due_on"))
    days = list(apps.get_model("workflow", "CalendarDay").objects.values_list("date", "kind"))
    calendar = Calendar(
        holidays=frozenset(day for day, kind in days if kind != "working"),
        working=frozenset(day for day, kind in days if kind == "working"),
    )
    hours = list(apps.get_model("workflow", "OfficeHours").objects.order_by("-since"))
    act_model = apps.get_model("workflow", "Act")
    for appeal in appeal_model.objects.filter(reopened__gt=0).only("pk").iterator():
        act = act_model.objects.filter(kind="appeal", subject_id=appeal.pk, name="reopen").order_by("-seq").first()
        if act is None:
            continue
        local = django.utils.timezone.localtime(act.at)
        closes = next((row.closes for row in hours if row.since <= local.date()), None)
        if closes is not None:
            day = registration_date(local, closes, calendar)
            appeal_model.objects.filter(pk=appeal.pk).update(counted_from=day)


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0008_knowledge_and_imports"),
        ("workflow", "0003_count_by_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "appeal", "counted_from", models.DateField(editable=False, null=True, verbose_name="term counted from")
        ),
        migrations.AddField(
            "appeal",
            "first_due_on",
            models.DateField(editable=False, null=True, verbose_name="last day without an extension"),
        ),
        migrations.AddField(
            "appeal",
            "due_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="to be dealt with by"),
        ),
        migrations.AddField(
            "appeal",
            "extended_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="extended at"),
        ),
        migrations.AddField(
            "appeal",
            "deemed_refused_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="deemed refused at"),
        ),
        migrations.RunPython(count_from_the_present_term, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            "appeal", "counted_from", models.DateField(editable=False, verbose_name="term counted from")
        ),
        migrations.AlterField(
            "appeal", "first_due_on", models.DateField(editable=False, verbose_name="last day without an extension")
        ),
        migrations.RemoveConstraint("appeal", "appeal_due_after_registration"),
        migrations.AddConstraint(
            "appeal",
            models.CheckConstraint(
                condition=Q(due_on__gte=F("registered_on")) | Q(due_at__isnull=False),
                name="appeal_due_after_registration",
            ),
        ),
        migrations.AddConstraint(
            "appeal",
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True) | Q(due_at__isnull=True),
                name="appeal_with_an_hour_term_is_not_extended",
            ),
        ),
        migrations.AddIndex(
            "appeal",
            models.Index(
                condition=Q(due_at__isnull=False, status__in=OPEN), fields=["due_at"], name="appeal_open_by_due_hour"
            ),
        ),
        migrations.AddIndex(
            "appeal",
            models.Index(
                condition=Q(deemed_refused_at__isnull=True, status__in=OPEN),
                fields=["first_due_on"],
                name="appeal_term_runs",
            ),
        ),
        migrations.CreateModel(
            name="Breach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("term_missed", "no answer within the term"),
                            ("notice_late", "the applicant was not told of an extension in time"),
                            ("forwarded_late", "forwarded too late"),
                            ("complaint_held", "a complaint was not passed up in time"),
                        ],
                        max_length=30,
                        verbose_name="what was broken",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="time")),
                ("about", models.CharField(blank=True, editable=False, max_length=60)),
                ("details", models.JSONField(default=dict, verbose_name="details")),
            ],
            options={
                "verbose_name": "breach",
                "verbose_name_plural": "breaches",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", models.PositiveSmallIntegerField(default=0)),
                ("due_on", models.DateField()),
                ("fired_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "escalation",
                "verbose_name_plural": "escalations",
                "ordering": ["fired_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counted_from", models.DateField()),
                ("before", models.DateField(verbose_name="last day before")),
                ("until", models.DateField(verbose_name="last day after")),
                ("cap_on", models.DateField()),
                ("reason", models.TextField(verbose_name="reason")),
                ("override", models.TextField(blank=True, verbose_name="why once more")),
                ("decided_at", models.DateTimeField()),
                ("notice_due_on", models.DateField()),
                ("notice_key", models.CharField(blank=True, max_length=80)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "extension of the term",
                "verbose_name_plural": "extensions of terms",
                "ordering": ["decided_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LadderStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="no longer valid from")),
                (
                    "offset",
                    models.SmallIntegerField(
                        help_text="Negative: so long before the last day. Positive: after it.",
                        verbose_name="before or after the term",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("working", "working days"), ("hours", "hours")],
                        default="working",
                        max_length=10,
                        verbose_name="counted in",
                    ),
                ),
                (
                    "recipient",
                    models.CharField(
                        choices=[
                            ("doer", "executor, or the team or body that has it"),
                            ("head", "head of the body"),
                            ("district_akimat", "district akimat"),
                            ("city_akimat", "city akimat"),
                        ],
                        max_length=20,
                        verbose_name="who is told",
                    ),
                ),
                ("basis", models.CharField(max_length=200, verbose_name="basis")),
            ],
            options={
                "verbose_name": "step of the escalation ladder",
                "verbose_name_plural": "escalation ladder",
                "ordering": ["unit", "offset", "recipient"],
            },
        ),
        migrations.AlterField(
            model_name="limit",
            name="code",
            field=models.CharField(
                choices=[
                    ("question_days", "working days for the author's reply"),
                    ("photo_distance_m", "metres from the pin to the photo after the work"),
                    ("hearing_notice_days", "working days from the preliminary decision to the decision"),
                    ("hearing_objection_days", "working days for an objection"),
                    ("reopen_days", "days for opening the appeal again"),
                    ("near_copy_percent", "per cent of likeness from which an answer is a near-copy"),
                    ("case_facts", "facts of the case that an answer must have to be no copy"),
                    ("low_rating", "a rate up to this is low"),
                    ("emergency_hours", "hours, by day and night, for dealing with an emergency"),
                    ("extension_months", "months for the answer, extension included"),
                    ("extension_notice_days", "working days for telling the applicant of an extension"),
                ],
                max_length=30,
                verbose_name="number",
            ),
        ),
        migrations.AddField(
            model_name="breach",
            name="appeal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="breaches", to="appeals.appeal"
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="appeal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="escalations", to="appeals.appeal"
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="appeal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="extensions", to="appeals.appeal"
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderstep",
            constraint=models.UniqueConstraint(
                fields=("offset", "unit", "recipient", "valid_from"), name="one_ladder_step_per_moment_and_recipient"
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="step",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="appeals.ladderstep"
            ),
        ),
        migrations.AddIndex(
            model_name="breach",
            index=models.Index(fields=["kind", "-at"], name="breach_by_kind_and_time"),
        ),
        migrations.AddConstraint(
            model_name="breach",
            constraint=models.UniqueConstraint(
                fields=("appeal", "kind", "about"), name="one_breach_per_kind_and_occasion"
            ),
        ),
        migrations.AddIndex(
            model_name="extension",
            index=models.Index(
                condition=models.Q(("told_at__isnull", True)), fields=["notice_due_on"], name="extension_not_yet_told"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("before"))), name="extension_moves_the_last_day_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__lte", models.F("cap_on"))), name="extension_stays_within_its_cap"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="extension_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("override", "")),
                fields=("appeal", "counted_from"),
                name="one_extension_per_term_without_override",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                fields=("appeal", "step", "term"), name="one_escalation_per_step_and_term"
            ),
        ),
    ]
