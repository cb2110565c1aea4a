"""The knowledge base: found by words as people type them, in any of the three languages, in force or not."""

from datetime import date, timedelta

import pytest

from accounts.models import Organisation
from appeals.models import Article, Category
from appeals.selectors import knowledge
from appeals.services import knowledge as writing
from tests.factories.appeals import AT

TODAY = AT.date()


@pytest.fixture
def write(town):
    def made(code: str, **given) -> Article:
        words = {
            "title_kk": "Тақырып", "title_ru": "Заголовок", "body_kk": "Мәтін.", "body_ru": "Текст.",
            "valid_from": date(2025, 1, 1), "organisation": Organisation.objects.get(code="open-almaty"),
        }  # fmt: skip
        return writing.write(Article(code=code, **words | given), actor=town.actor("moderator"), at=AT)

    return made


def codes(text: str, **given) -> list[str]:
    return [article.code for article in knowledge.found(text, on=TODAY, **given)]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("Көшеміздің қары тазаланбай жатыр", "snow-clearing"),
        ("коше карын тазаламай жатыр", "snow-clearing"),
        ("СНЕГ не убирают вторую неделю!!!", "snow-clearing"),
        ("sneg ne ubiraut", "snow-clearing"),
        ("snow on my street", "snow-clearing"),
        ("не горит фонарь у дома", "street-lamp-off"),
        ("шам жанбайды", "street-lamp-off"),
        ("ыстык су жок уш кун болды", "hot-water-or-heating-off"),
        ("нет горячей воды третий день", "hot-water-or-heating-off"),
        ("жауапты канша кун кутем", "term-of-answer"),
        ("сколько ждать ответа", "term-of-answer"),
        ("ответили, но ничего не сделали", "answered-but-not-fixed"),
        ("атопленея нету", "hot-water-or-heating-off"),
    ],
)
def test_the_shipped_articles_answer_what_people_type(town, asked, first):
    assert codes(asked)[0] == first


@pytest.mark.parametrize("asked", ["", "   ", "!!!", "'; DROP --", "и на не", "zzzz qqqq", "' | :*"])
def test_what_asks_for_nothing_finds_nothing_and_breaks_nothing(town, asked):
    assert codes(asked) == []


def test_a_very_long_text_is_looked_for_by_its_first_telling_words(town):
    assert "snow-clearing" in codes("снег " + "слово " * 2000)


def test_only_what_is_in_force_is_found(write):
    write("now", title_ru="Верблюд на остановке")
    write("over", title_ru="Верблюд на остановке", valid_to=TODAY)
    write("not-yet", title_ru="Верблюд на остановке", valid_from=TODAY + timedelta(days=1))
    write("last-day", title_ru="Верблюд на остановке", valid_to=TODAY + timedelta(days=1))
    assert sorted(codes("верблюд")) == ["last-day", "now"]
    assert knowledge.article("over", on=TODAY) is None


def test_a_word_of_the_heading_weighs_more_than_one_of_the_body(write):
    write("in-body", body_ru="Здесь упомянут верблюд.")
    write("in-title", title_ru="Верблюд на остановке")
    write("in-keywords", keywords="осёл, верблюд")
    assert codes("верблюд")[-1] == "in-body"
    assert sorted(codes("верблюд")) == ["in-body", "in-keywords", "in-title"]


def test_articles_of_the_chosen_category_count_without_a_shared_word(write):
    leaf = Category.objects.get(code="roads-manhole")
    write("of-category", category=leaf)
    assert codes("абракадабра", category="roads-manhole") == ["of-category"]
    assert codes("", category="roads-manhole") == ["of-category"]


def test_changed_words_are_found_by_the_new_ones(write, town):
    article = write("changing", title_ru="Верблюд на остановке")
    article.title_ru = "Жираф на остановке"
    writing.write(article, actor=town.actor("moderator"), at=AT)
    assert codes("верблюд") == []
    assert codes("жираф") == ["changing"]
    assert (article.changed_by_id, article.changed_at) == (town.moderator.pk, AT)


def test_every_shipped_article_says_the_same_in_three_languages(town):
    articles = list(Article.objects.all())
    assert len(articles) >= 8
    for article in articles:
        assert all([*article.bodies, article.title_kk, article.title_ru, article.title_en]), article.code
        paragraphs = {len(body.split("\n\n")) for body in article.bodies}
        assert len(paragraphs) == 1, article.code


def test_one_query(town, django_assert_num_queries):
    with django_assert_num_queries(1):
        knowledge.found("снег не убирают", on=TODAY)
