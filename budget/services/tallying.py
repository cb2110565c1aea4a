"""The count: after the opening one act counts every district and keeps it; what changes it later counts anew."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from budget import policy
from budget.enums import LeftoverRule, Method, RunCause
from budget.models import Edition, Envelope, Proposal, StruckOff, TallyRun, WhatIf
from budget.rules import comparison, official
from budget.rules.tally import Found, Outcome, Rules, tally
from budget.rules.voting import Ballot, Count, Project
from budget.selectors import results, voters
from budget.selectors.ballot import exclusive_groups
from budget.services import draws
from budget.workflow import EDITION
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused


def count(pk: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Count every district by the frozen rules, once; the seed of the draw becomes public in the same act.

    Refused: ``not_opened``: the ballots have not been opened; ``counted``: done before (conflict); ``seed_differs``;
    role, state, stale.
    """

    def change(edition: Edition) -> dict:
        if results.opening_of(edition) is None:
            raise Refused(_("The ballots have not been opened yet: open the box first."), code="not_opened")
        if TallyRun.objects.filter(edition=edition).exists():
            raise Refused(_("This edition is counted already."), code="counted", conflict=True)
        seed = draws.reveal(edition, at=at)
        runs = [
            _run(edition, row.district_id, RunCause.FIRST, seed, at)
            for row in Envelope.objects.filter(edition=edition).order_by("district")
        ]
        runs += _pooled(edition, runs, seed, at)
        return {"winners": sum(len(run.winners) for run in runs), "seed": seed}

    return _perform(pk, "count", change=change, seq=seq, actor=actor, at=at)


def strike_off(
    pk: int,
    *,
    number: str,
    order_number: str,
    dated_on: date,
    reason_kk: str,
    reason_ru: str,
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Take a project off the count for a public reason and count its district again; both counts are kept.

    Refused: ``number_needed``, ``date_ahead``, ``reason_needed`` (both languages), ``not_counted``, ``not_on_ballot``,
    ``struck_off`` (done before); role, state, stale.
    """
    check_order(order_number, dated_on, (reason_kk, reason_ru), at)

    def change(edition: Edition) -> dict:
        proposal = Proposal.objects.filter(edition=edition, number=number, ballot_number__isnull=False).first()
        if proposal is None:
            sentence = _("No project of this number stood on the ballot.")
            raise Refused(sentence, code="not_on_ballot", field="number")
        before = results.official_run(edition, str(proposal.district_id))
        if before is None:
            raise Refused(_("The votes are not counted yet."), code="not_counted")
        if StruckOff.objects.filter(proposal=proposal).exists():
            raise Refused(_("This project is struck off already."), code="struck_off", conflict=True)
        StruckOff.objects.create(
            edition=edition,
            proposal=proposal,
            order_number=order_number.strip(),
            dated_on=dated_on,
            reason_kk=reason_kk.strip(),
            reason_ru=reason_ru.strip(),
            decided_at=at,
            decided_by_id=actor.user_id,
        )
        run = _run(edition, str(proposal.district_id), RunCause.STRUCK_OFF, before.seed, at)
        _pooled(edition, results.official_runs(edition), before.seed, at)
        won, lost = set(run.winners) - set(before.winners), set(before.winners) - set(run.winners)
        return {"project": number, "order": order_number.strip(), "won": sorted(won), "lost": sorted(lost)}

    return _perform(pk, "strike_off", change=change, seq=seq, actor=actor, at=at, note=reason_kk.strip())


def recomputed(run: TallyRun) -> bool:
    """Count an official run again from the opened ballots and the rules that it kept: is it the same to the letter?"""
    rules = official.rules_from(run.rules, run.seed)
    projects = results.projects(run.edition, run.district_id)
    outcome, _counted, _casts = _counted_again(run.edition, run.district_id, projects, rules)
    return (official.outcome_hash(outcome), _inputs(run.edition, run.district_id, projects, rules)) == (
        run.outcome_hash,
        run.inputs_hash,
    )


def compute_what_if(run_id: int, *, at: datetime) -> list[WhatIf]:
    """Count the ballots of an official run by the other rules and keep the answers. Twice gives the same rows once.

    Takes seconds for a district; two workers do not compute the same one.
    """
    with transaction.atomic():
        waiting = results.waiting_for_what_if().filter(pk=run_id)
        run = waiting.select_for_update(of=("self",), skip_locked=True).select_related("edition").first()
        if run is None:
            return list(WhatIf.objects.filter(run_id=run_id))
        rules = official.rules_from(run.rules, run.seed)
        projects = results.projects(run.edition, run.district_id)
        ballots = [Ballot(cast.choices, cast.points) for cast in results.casts(run.edition, run.district_id)]
        votes = official.counted(run.edition.voting, run.edition.choices, projects, ballots)
        known = frozenset(project.code for project in projects)
        # Voters of the whole city may choose here: those who chose nothing of this district have no say in it.
        ballots = [ballot for ballot in ballots if not known.isdisjoint(ballot.choices)]
        return WhatIf.objects.bulk_create(
            WhatIf(
                run=run,
                method=Method(result.method.value),
                winners=list(result.winners),
                spent_tenge=int(result.spent),
                voters=result.voters,
                without=result.without,
                made_at=at,
            )
            for result in comparison.compare(projects, ballots, votes, rules)
        )


def _run(edition: Edition, district: str, cause: RunCause, seed: str, at: datetime) -> TallyRun:
    rules = results.rules_of(edition, district, seed)
    projects = results.projects(edition, district)
    outcome, votes, casts = _counted_again(edition, district, projects, rules)
    turnout = results.turnout(edition).get(district, results.Turnout(district))
    return _kept(
        edition,
        district,
        cause,
        rules,
        outcome,
        lines=official.plain_lines(projects, votes, outcome, official.by_way(casts)),
        ballots={"online": turnout.online, "paper": turnout.paper, "invalid": turnout.invalid},
        ages=_ages(edition, district, at),
        inputs=_inputs(edition, district, projects, rules),
        at=at,
    )


def _ages(edition: Edition, district: str, at: datetime) -> dict[str, int]:
    """As at the first count: a later one, less somebody who has left since, would tell of that person's age."""
    before = results.official_run(edition, district)
    return before.ages if before else voters.age_groups(edition, district, timezone.localdate(at))


def _pooled(edition: Edition, runs: Sequence[TallyRun], seed: str, at: datetime) -> list[TallyRun]:
    """What all districts left over pays for the next projects of the city, where the edition says so."""
    money = sum(run.left_tenge - run.owed_tenge for run in runs)
    if edition.leftover_rule != LeftoverRule.TRANSFER or money <= 0:
        return []
    won = frozenset(number for run in runs for number in run.winners)
    groups = exclusive_groups(edition)
    blocked = frozenset(number for group in groups if won & set(group) for number in group)
    lines = [
        line
        for run in runs
        for line in run.lines
        if line["number"] not in won | blocked and line["found"] not in (Found.EXCLUDED, Found.BELOW_MINIMUM)
    ]
    rules = Rules(
        envelope=money,
        ties=results.rules_of(edition, str(runs[0].district_id), seed).ties,
        seed=seed,
        exclusive=tuple(frozenset(group) for group in groups),
    )
    projects = [Project(line["number"], line["cost"]) for line in lines]
    scores = {line["number"]: line["score"] for line in lines}
    votes = Count({line["number"]: line["votes"] for line in lines}, scores)
    outcome = tally(projects, votes, rules)
    ways = {way: {line["number"]: line[way] for line in lines} for way in ("online", "paper")}
    return [
        _kept(
            edition,
            None,
            RunCause.TRANSFER,
            rules,
            outcome,
            lines=official.plain_lines(projects, votes, outcome, ways),
            ballots={"online": 0, "paper": 0, "invalid": 0},
            inputs=_inputs(edition, "", projects, rules),
            at=at,
        )
    ]


def _kept(
    edition: Edition,
    district: str | None,
    cause: RunCause,
    rules: Rules,
    outcome: Outcome,
    *,
    lines: list[dict[str, Any]],
    ballots: dict[str, int],
    ages: dict[str, int] | None = None,
    inputs: str,
    at: datetime,
) -> TallyRun:
    return TallyRun.objects.create(
        edition=edition,
        district_id=district,
        number=results.next_number(edition, district),
        cause=cause,
        rules=official.plain_rules(rules),
        seed=rules.seed,
        ballots=ballots,
        ages=ages or {},
        lines=lines,
        steps=[official.plain_step(step) for step in outcome.steps],
        winners=list(outcome.winners),
        left_tenge=int(outcome.left),
        owed_tenge=int(outcome.owed),
        inputs_hash=inputs,
        outcome_hash=official.outcome_hash(outcome),
        made_at=at,
    )


def offer(edition: Edition, district: str, *, money: int, taken: frozenset[str], gone: frozenset[str], at: datetime):
    """Offer money that came back to the next of the district's list, and keep it as a count of its own.

    Returns the run, or ``None`` where nobody's project fits. For ``budget.services.works``, inside its transaction.
    """
    run = results.official_run(edition, district)
    if run is None or money <= 0:
        return None
    rules = official.rules_from({**run.rules, "envelope": money}, run.seed)
    outcome = official.next_in_line(run.lines, money=money, rules=rules, taken=taken, gone=gone)
    if not outcome.winners:
        return None
    order = {step.code for step in outcome.steps}
    projects = [Project(line["number"], line["cost"]) for line in run.lines if line["number"] in order]
    won = frozenset(outcome.winners)
    last = {step.code: step.found.value for step in outcome.steps if step.found is not Found.TIE}
    lines = [
        {**line, "won": line["number"] in won, "found": last[line["number"]]}
        for line in run.lines
        if line["number"] in last
    ]
    return _kept(
        edition,
        district,
        RunCause.LEFTOVER,
        rules,
        outcome,
        lines=lines,
        ballots={"online": 0, "paper": 0, "invalid": 0},
        inputs=_inputs(edition, district, projects, rules),
        at=at,
    )


def _counted_again(edition: Edition, district: str | None, projects: Sequence[Project], rules: Rules):
    casts = list(results.casts(edition, district))
    ballots = [Ballot(cast.choices, cast.points) for cast in casts]
    votes = official.counted(edition.voting, edition.choices, projects, ballots)
    return tally(projects, votes, rules), votes, casts


def _inputs(edition: Edition, district: str | None, projects: Sequence[Project], rules: Rules) -> str:
    opening = results.opening_of(edition)
    return official.inputs_hash(
        edition=edition.code,
        district=district or "",
        rules_hash=edition.rules_hash,
        ballots_hash=opening.ballots_hash if opening else "",
        projects=projects,
        rules=rules,
    )


def check_order(order_number: str, dated_on: date, reasons: Sequence[str], at: datetime) -> None:
    """Refused: ``number_needed``, ``date_ahead``, ``reason_needed`` (both languages)."""
    if not order_number.strip():
        raise Refused(_("Enter the number of the order."), code="number_needed", field="order_number")
    if dated_on > timezone.localdate(at):
        sentence = _("The date of the order lies in the future: enter the day that stands in the order.")
        raise Refused(sentence, code="date_ahead", field="dated_on")
    if not all(reason.strip() for reason in reasons):
        sentence = _("Write the reason in Kazakh and in Russian: everybody will read it.")
        raise Refused(sentence, code="reason_needed", field="reason_kk")


def _perform(pk: int, name: str, *, change: Callable[[Edition], dict], actor: Actor, **words: Any) -> Act:
    def roles(edition: Edition) -> frozenset[str]:
        return policy.roles_on_edition(actor, edition)

    return acts.perform(EDITION, Edition, pk, name, actor=actor, roles=roles, change=change, **words)
