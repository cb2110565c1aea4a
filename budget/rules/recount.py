"""Counting a Pabulib file again by the rule and the parameters that it names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from budget.rules import equal_shares, tally
from budget.rules.pabulib import BrokenFile, Election, number
from budget.rules.tally import Fit, Found, Outcome, Rules, Step, Ties
from budget.rules.voting import Amount, Count

SHARE_IN_WORDS = re.compile(r"at least (\d{1,2})\s?% of that project")
RIVALS_IN_WORDS = re.compile(r"projects (\d+(?:(?:, and |, | and )\d+)+)[^#]{0,200}?could not (?:all )?be implemented")


@dataclass(frozen=True)
class Options:
    """What the caller decides besides the file; an empty option leaves the file's own word."""

    fit: Fit | None = None
    share: Fraction | None = None
    minimum: Amount | None = None
    envelope: Amount | None = None
    ties: Ties = Ties.LISTED
    seed: str = ""
    exclusive: tuple[frozenset[str], ...] = ()
    excluded: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recount:
    """``read``: how the file's rule was understood, in words. ``remarks``: where the file disagrees with itself."""

    outcome: Outcome
    read: str
    remarks: list[str]


def recount(election: Election, options: Options | None = None) -> Recount:
    """Winners and log. Refused (``BrokenFile``): a rule that is not known, an option that names no project."""
    options = options or Options()
    known = {project.code for project in election.projects}
    for code in {*options.excluded, *(code for group in options.exclusive for code in group)} - known:
        raise BrokenFile(f"there is no project {code}")
    count = election.count()
    remarks = election.remarks(count)
    rule = election.meta["rule"]
    if rule.startswith("equalshares"):
        outcome, read = _shares(election, count, options)
    else:
        rules, read = _rules(election, options)
        outcome = tally.tally(election.projects, count, rules)
    return Recount(outcome, read, remarks)


def _rules(election: Election, options: Options) -> tuple[Rules, str]:
    meta = election.meta
    minimum = number(meta["min_project_score_threshold"]) if meta.get("min_project_score_threshold") else 0
    rules = Rules(
        envelope=election.envelope if options.envelope is None else options.envelope,
        minimum=minimum if options.minimum is None else options.minimum,
        ties=options.ties,
        seed=options.seed,
        exclusive=options.exclusive,
        excluded=options.excluded,
    )
    rules, read = _named(election, rules)
    if options.fit is not None:
        share = options.share if options.share is not None else rules.share
        rules, read = replace(rules, fit=options.fit, share=share), f"{options.fit.value}, as asked"
    elif options.share is not None:
        rules, read = replace(rules, fit=Fit.SHARE, share=options.share), "share, as asked"
    return rules, read


def _named(election: Election, rules: Rules) -> tuple[Rules, str]:
    """The rule that the file names, with what its comment adds in the library's usual words."""
    comment = election.meta.get("comment", "")
    match election.meta["rule"]:
        case "greedy" | "greedy-threshold":
            return rules, "by points, what does not fit is skipped"
        case "unknown":
            return rules, "the file names no rule: by points, what does not fit is skipped"
        case "greedy-no-skip":
            return replace(rules, fit=Fit.STOP), "by points, until the first that does not fit"
        case "greedy-exclusive":
            groups = rules.exclusive or _rivals(comment)
            read = "by points, what does not fit is skipped, rivals exclude each other"
            return replace(rules, exclusive=groups), read
        case "greedy-custom":
            if found := SHARE_IN_WORDS.search(comment):
                share = Fraction(int(found[1]), 100)
                read = f"by points, until the first that does not fit, which wins too if {found[1]} % of it is left"
                return replace(rules, fit=Fit.SHARE, share=share), read
            return rules, "the file's own rule is not written in it for programs: what does not fit is skipped"
    raise BrokenFile(f"the rule {election.meta['rule']!r} is not known")


def _rivals(comment: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(re.findall(r"\d+", found)) for found in RIVALS_IN_WORDS.findall(comment))


def _shares(election: Election, count: Count, options: Options) -> tuple[Outcome, str]:
    """Equal Shares with the completion that the file names: add1, and a comparison with the rule by votes."""
    rule, envelope = election.meta["rule"], election.envelope if options.envelope is None else options.envelope
    projects = [project for project in election.projects if project.code not in options.excluded]
    match rule:
        case "equalshares" | "equalshares-comparison":
            shares = equal_shares.equal_shares(projects, election.ballots, envelope)
        case "equalshares/add1" | "equalshares/add1-comparison":
            shares = equal_shares.with_add1(projects, election.ballots, envelope)
        case _:
            raise BrokenFile(f"the rule {rule!r} is not known")
    read = f"equal shares, each voter begins with {float(shares.start):.2f}"
    if rule.endswith("-comparison"):
        by_votes = tally.tally(projects, count, Rules(envelope, ties=options.ties, seed=options.seed))
        if equal_shares.prefer(by_votes.winners, shares.winners, projects, election.ballots) > 0:
            return by_votes, f"{read}; more voters prefer the winners by votes"
        read += "; at least as many voters prefer it to the winners by votes"
    left: Amount = envelope
    steps = []
    costs = {project.code: project.cost for project in projects}
    for code in shares.winners:
        steps.append(Step(Found.FITS, code, count.scores[code], costs[code], left))
        left -= costs[code]
    return Outcome(shares.winners, tuple(steps), left), read
