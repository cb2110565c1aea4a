"""One rule for the words of a project: the reader's language if it has them, else the one that the author wrote."""

import re

import pytest
from django.test import Client
from django.utils import translation

from budget.models import Proposal
from budget.selectors.proposals import title_for
from budget.services import tallying
from tests.factories import city
from tests.factories.results import Election
from tests.factories.votes import Vote

WRITTEN = {"kk": ("Ауладағы орындық", "Орындық қоямыз."), "ru": ("Скамейка во дворе", "Поставим скамейку.")}


@pytest.fixture
def election(db) -> Election:
    """The first project is written in Russian and translated, the second in Kazakh and not, the others in Kazakh."""
    city.load()
    election = Election()
    (kk, kk_words), (ru, ru_words) = WRITTEN["kk"], WRITTEN["ru"]
    found = Proposal.objects.filter(number=election.number(1))
    found.update(language="ru", title=ru, description=ru_words, title_other=kk, description_other=kk_words)
    Proposal.objects.filter(number=election.number(2)).update(title_other="", description_other="")
    return election


def expected(election: Election, reader: str) -> list[tuple[str, str]]:
    """Title and language of the three, as this reader is to find them."""
    second, third = (Proposal.objects.get(number=election.number(place)) for place in (2, 3))
    first = "kk" if reader == "kk" else "ru"
    return [
        (WRITTEN[first][0], first),
        (second.title, "kk"),
        (third.title_other, "ru") if reader == "ru" else (third.title, "kk"),
    ]


def said(page: str) -> set[tuple[str, str]]:
    """The texts of elements that name a language, with that language; the number of the ballot stands aside."""
    found = re.findall(r'<[^>/]* lang="(\w\w)"[^>]*>\s*(?:№ \d+ |\d+\. |: )?([^<]+?)\s*<', page)
    return {(text, language) for language, text in found}


@pytest.mark.parametrize("reader", ["kk", "ru", "en"])
def test_ballot_comparison_check_and_results_show_the_same_words_in_a_language_that_is_named(election, reader):
    wanted = expected(election, reader)
    base, client = f"/{reader}/budget/{election.edition.code}/", Client()
    voter = Client()
    voter.force_login(election.vote.voter())
    numbers = list(election.vote.numbers(1, 2, 3))
    ballot = voter.get(f"{base}vote/")
    beside = "&".join(f"project={project.pk}" for project in ballot.context["projects"] if project.number in numbers)
    pages = [ballot, voter.get(f"{base}vote/compare/?{beside}"), voter.post(f"{base}vote/check/", {"choice": numbers})]
    description = WRITTEN[wanted[0][1]][1]
    assert all((description, wanted[0][1]) in said(page.content.decode()) for page in pages[:2])
    election.counted()
    election.publish()
    for run in election.edition.runs.all():
        tallying.compute_what_if(run.pk, at=election.now)
    pages += [client.get(f"{base}results/medeu/"), client.get(f"{base}results/medeu/other-rules/")]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert set(wanted) & said(text) == {pair for pair in wanted if pair[0] in text} != set(), page.request
        hidden = WRITTEN["ru" if wanted[0][1] == "kk" else "kk"][0]
        assert hidden not in text, page.request
    assert all(set(wanted) <= said(page.content.decode()) for page in pages[:4])


# What a screen reader says of an element itself: in the language of the page, unless the element names another.
NAMED = re.compile(r"""<[a-z][^>]*\s(?:aria-label|aria-description|alt|title|placeholder)="([^"]*)"[^>]*>""")


@pytest.mark.parametrize("voting", ["approval", "points", "ranking"])
def test_no_label_mixes_the_language_of_the_page_with_a_projects_own(db, voting):
    city.load()
    vote = Vote(rules={"voting": voting})
    strange = "Бөтен тілдегі атау"
    Proposal.objects.filter(edition=vote.edition).update(title=strange, title_other="")
    project = vote.projects["medeu"][0]
    reader, base = Client(), f"/en/budget/{vote.edition.code}/"
    reader.force_login(vote.voter())
    ids = "&".join(f"project={one.pk}" for one in vote.projects["medeu"][:2])
    paths = ["vote/", f"vote/compare/?{ids}", "proposals/", "map/", ""]
    pages = [reader.get(base + path) for path in paths] + [reader.get(f"/en/budget/proposals/{project.number}/")]
    texts = [page.content.decode() for page in pages]
    assert [page.status_code for page in pages] == [200] * len(pages)
    assert [label for text in texts for label in NAMED.findall(text) if strange in label] == []
    ballot = texts[0]
    named = {part for found in re.findall(r'aria-labelledby="([^"]*)"', ballot) for part in found.split()}
    assert named - set(re.findall(r' id="([^"]*)"', ballot)) == set()
    assert f"title-{project.number}" in (named if voting != "ranking" else {f"title-{project.number}"})


@pytest.mark.parametrize("reader", ["kk", "ru", "en"])
def test_the_database_says_the_same_as_the_model(election, reader):
    title, spoken = title_for(reader)
    rows = Proposal.objects.annotate(told=title, tongue=spoken) if reader != "en" else Proposal.objects.all()
    with translation.override(reader):
        found = [(row.name, row.name_language) for row in rows]
    assert list(rows.values_list(*(("told", "tongue") if reader != "en" else (title, spoken)))) == found
    assert set(expected(election, reader)) <= set(found)
