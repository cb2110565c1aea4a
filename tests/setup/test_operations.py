"""docs/operations.md names every variable of the environment, and no other."""

import re

from tests.setup.conftest import ROOT

READ = re.compile(r"""\b(?:env(?:\.\w+)?|secret)\(\s*["']([A-Z][A-Z0-9_]+)["']""")
ROW = re.compile(r"^\| (`[A-Z][A-Z0-9_`, ]+`) \|", re.MULTILINE)


def test_the_table_of_the_environment_is_complete() -> None:
    settings = "".join(module.read_text() for module in sorted((ROOT / "config/settings").glob("*.py")))
    rows = ROW.findall((ROOT / "docs/operations.md").read_text())

    assert {name for row in rows for name in re.findall("[A-Z0-9_]+", row)} == set(READ.findall(settings))
