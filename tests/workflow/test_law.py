"""Articles are said in the language of the reader; what the office wrote beside them stays."""

import pytest
from django.utils import translation

from workflow.law import cited

SAID = {
    "APPC art. 76": ("ӘРПК 76-бап", "АППК, ст. 76", "APPC art. 76"),
    "APPC art. 91, 92, 99": ("ӘРПК 91, 92, 99-бап", "АППК, ст. 91, 92, 99", "APPC art. 91, 92, 99"),
    "Law 401-V": ("№ 401-V Заң", "Закон № 401-V", "Law No 401-V"),
    "Law No 94-V art. 12: цель": (
        "№ 94-V Заң, 12-бап: цель",
        "Закон № 94-V, ст. 12: цель",
        "Law No 94-V art. 12: цель",
    ),
    "Қала тәртібі / Порядок города": ("Қала тәртібі / Порядок города",) * 3,
    "": ("", "", ""),
}


@pytest.mark.parametrize("basis", SAID)
def test_an_article_is_said_in_the_language_of_the_reader(basis):
    said = []
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            said.append(cited(basis))
    assert tuple(said) == SAID[basis]
