"""What goes out of plans: rows, chains and figures, as everybody may read them."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from meetings.enums import EvidenceKind
from meetings.models import Evidence, Instruction, Plan, Report
from meetings.rules.light import light
from meetings.selectors import plans as reads
from meetings.selectors.plan_words import TOLD


class PlanNamedSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class PlanSerializer(serializers.Serializer):
    code = serializers.CharField()
    number = serializers.IntegerField()
    year = serializers.IntegerField()
    title = serializers.CharField()
    given_on = serializers.DateField()
    published_at = serializers.DateTimeField(allow_null=True)
    akimat = PlanNamedSerializer()
    district = PlanNamedSerializer(allow_null=True)
    meeting = serializers.CharField(source="meeting.number", default=None)


class InstructionSerializer(serializers.Serializer):
    """A row. ``seq`` is its version: send it along with an act. ``light``: red, amber, green, grey, done."""

    ref = serializers.CharField()
    seq = serializers.IntegerField()
    plan = serializers.CharField(source="plan.code")
    number = serializers.CharField()
    section = serializers.CharField()
    status = serializers.CharField()
    outcome = serializers.CharField()
    question = serializers.CharField(source="public_question")
    text_kk = serializers.CharField()
    text_ru = serializers.CharField()
    lead = PlanNamedSerializer(allow_null=True)
    lead_text = serializers.CharField()
    district = PlanNamedSerializer(allow_null=True)
    category = PlanNamedSerializer(allow_null=True)
    sdg = serializers.IntegerField(allow_null=True)
    sdg_target = serializers.CharField()
    form = serializers.CharField()
    funding = serializers.CharField()
    amount_tenge = serializers.IntegerField(allow_null=True)
    term_text = serializers.CharField()
    due_kind = serializers.CharField()
    due_from = serializers.DateField(allow_null=True)
    due_to = serializers.DateField(allow_null=True)
    first_due_on = serializers.DateField(allow_null=True)
    given_on = serializers.DateField()
    reported_on = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)
    moves = serializers.IntegerField()
    returns = serializers.IntegerField()
    disputed_at = serializers.DateTimeField(allow_null=True)
    parts_done = serializers.IntegerField(source="children_done")
    parts = serializers.IntegerField(source="children_count")
    light = serializers.SerializerMethodField()

    def get_light(self, row: Instruction) -> str:
        return light(is_open=row.is_open, due_to=row.due_to, on=self.context["on"]).value


class PlanDetailSerializer(PlanSerializer):
    instructions = serializers.SerializerMethodField()

    def get_instructions(self, plan: Plan) -> Any:
        return InstructionSerializer(self.context["rows"], many=True, context=self.context).data


class ChainSerializer(InstructionSerializer):
    """The whole chain: lines, co-doers, reports with evidence, moved terms, links, the public journal, open acts."""

    parent = serializers.CharField(source="parent.ref", default=None)  # type: ignore[assignment]  # a field
    children = serializers.SerializerMethodField()
    lines = serializers.SerializerMethodField()
    co_doers = serializers.SerializerMethodField()
    reports = serializers.SerializerMethodField()
    term_moves = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()
    timeline = serializers.SerializerMethodField()
    acts = serializers.SerializerMethodField()

    def get_children(self, row: Instruction) -> list[str]:
        return [part.ref for part in reads.parts_of(row)]

    def get_lines(self, row: Instruction) -> list[dict[str, Any]]:
        meeting = row.plan.meeting.number if row.plan.meeting else None
        shown = row.lines.filter(struck_at__isnull=True).order_by("number")
        return [{"meeting": meeting, "number": one.number, "appeal": one.appeal_number or None} for one in shown]

    def get_co_doers(self, row: Instruction) -> list[dict[str, Any]]:
        return [
            {
                "place": one.position,
                "name": one.label,
                "body": one.organisation.code if one.organisation else None,
                "by_agreement": one.by_agreement,
                "part": one.part,
                "told": one.public_told,
                "done_at": one.done_at,
            }
            for one in reads.helpers_of(row)
        ]

    def get_reports(self, row: Instruction) -> list[dict[str, Any]]:
        return [_report(row, one) for one in reads.reports_of(row)]

    def get_term_moves(self, row: Instruction) -> list[dict[str, Any]]:
        return [
            {"old_to": one.old_to, "new_to": one.new_to, "reason": one.public_reason, "moved_at": one.moved_at}
            for one in reads.moves_of(row)
        ]

    def get_links(self, row: Instruction) -> list[dict[str, str]]:
        return [{"kind": one.kind, "number": one.number, "told": one.told} for one in reads.links_of(row)]

    def get_timeline(self, row: Instruction) -> list[dict[str, Any]]:
        return [
            {"seq": one.seq, "act": one.name, "at": one.at, "before": one.before, "after": one.after}
            | {"note": row.in_public(one.note)}
            for one in reads.journal(row, public_only=True)
            if one.name in TOLD
        ]

    def get_acts(self, row: Instruction) -> list[str]:
        return self.context["acts"]


class FiguresSerializer(serializers.Serializer):
    given = serializers.IntegerField()
    done = serializers.IntegerField()
    on_time = serializers.IntegerField()
    late = serializers.IntegerField()
    closed = serializers.IntegerField()
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    moved = serializers.IntegerField()
    disputed = serializers.IntegerField()
    median_days = serializers.FloatField(allow_null=True)


class ScoreRowSerializer(FiguresSerializer):
    code = serializers.CharField()
    name = serializers.CharField()


def _report(row: Instruction, report: Report) -> dict[str, Any]:
    return {
        "text": report.public_text,
        "body": report.organisation.code if report.organisation else None,
        "reported_at": report.reported_at,
        "accepted_at": report.accepted_at,
        "returned_at": report.returned_at,
        "reason": report.public_reason,
        "evidence": [_evidence(row, one) for one in report.evidence.all()],
    }


def _evidence(row: Instruction, one: Evidence) -> dict[str, Any]:
    photo = one.kind == EvidenceKind.PHOTO
    place = {"lon": one.place.x, "lat": one.place.y} if one.place else None
    return {
        "kind": one.kind,
        "name": one.name,
        "url": reverse("plans:file", args=[row.ref, one.pk, "full"]),
        "thumb_url": reverse("plans:file", args=[row.ref, one.pk, "thumb"]) if photo else None,
        "place": place,
        "place_source": one.place_source or None,
        "distance_m": one.distance_m,
    }
