"""Walls that the import linter cannot see."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["config", "appeals", "budget", "meetings", "accounts", "workflow", "geo"]
HEIGHT = {"workflow": 0, "geo": 0, "accounts": 1, "appeals": 2, "budget": 2, "meetings": 2, "portal": 3}
DOORS = {"views", "api", "consumers", "tasks", "management", "admin", "portal", "sign_in", "doorkeeper", "checks"}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
WIDEST_LINE = 120


def sources() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_relations_point_down():
    upward = set()
    for model in apps.get_models():
        here = HEIGHT.get(model._meta.app_label)
        for field in model._meta.get_fields():
            if here is None or not field.concrete or not field.related_model:
                continue
            there = field.related_model._meta.app_label
            if there != model._meta.app_label and HEIGHT.get(there, -1) >= here:
                upward.add(f"{model._meta.label}.{field.name} -> {there}")
    assert upward == set()


@pytest.mark.parametrize("suffix", [".py", ".ts", ".css", ".scss", ".html"])
def test_no_file_is_longer_than_a_mind(suffix):
    folders = [ROOT / room for room in ROOMS] + [ROOT / "tests", ROOT / "frontend", ROOT / "script"]
    long = {
        shown(path): lines
        for folder in folders
        for path in folder.rglob(f"*{suffix}")
        if not {"migrations", "node_modules", "dist", "data"} & set(path.parts)
        and (lines := len(path.read_text().splitlines())) > LONGEST_MODULE
    }
    assert long == {}


@pytest.mark.parametrize("folder", ["budget", "results", "vote", "desk/budget"])
def test_no_line_of_a_template_is_wider_than_a_screen(folder):
    wide = [
        f"{shown(path)}:{number}"
        for path in sorted((ROOT / "frontend/templates" / folder).glob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > WIDEST_LINE
    ]
    assert wide == []


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{shown(path)}:{node.name}": _length(node)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > LONGEST_FUNCTION
    }
    assert long == {}


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of what is done; the docstring speaks to the caller and does not count."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return node.end_lineno - body[0].lineno + 1 if body else 0


def test_the_clock_is_read_at_the_doors_only():
    readers = set()
    for path in sources():
        if DOORS & set(path.relative_to(ROOT).with_suffix("").parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if _asks_the_clock(node):
                readers.add(f"{shown(path)}:{node.lineno}")
    assert readers == set()


def _asks_the_clock(node: ast.AST) -> bool:
    """``localdate(at)`` only turns a given moment into the city's day; without an argument it asks the clock."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    name = node.func.attr
    return name in {"now", "utcnow", "today"} or (name == "localdate" and not node.args)


def test_a_status_moves_in_the_workflow_only():
    movers = set()
    for path in sources():
        if path.is_relative_to(ROOT / "workflow") or path.is_relative_to(ROOT / "config" / "portal" / "seed"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in {"status", "seq", "status_since"}:
                    movers.add(f"{shown(path)}:{node.lineno}")
    assert movers == set()


def test_no_signals_and_no_overridden_save():
    found = set()
    for path in sources():
        text = path.read_text()
        if "django.db.models.signals" in text or "django.dispatch" in text:
            found.add(f"{shown(path)} uses signals")
        for node in ast.walk(ast.parse(text)):
            is_save = isinstance(node, ast.FunctionDef) and node.name == "save"
            if is_save and "forms" not in path.parts and path.name != "forms.py":
                found.add(f"{shown(path)} overrides save")
    assert found == set()


def test_no_drawer_for_odds_and_ends():
    drawers = {shown(path) for path in sources() if path.stem in {"utils", "helpers", "common", "misc"}}
    assert drawers == set()


def test_templates_carry_no_inline_script_or_style():
    guilty = set()
    for path in (ROOT / "frontend" / "templates").rglob("*.html"):
        text = path.read_text()
        if re.search(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)", text) and "application/json" not in text:
            guilty.add(f"{shown(path)} has a script")
        if re.search(r"\sstyle=", text) or "<style" in text:
            guilty.add(f"{shown(path)} has a style")
        if re.search(r"\son[a-z]+=", text):
            guilty.add(f"{shown(path)} has an event attribute")
    assert guilty == set()


def test_nothing_of_this_workplace_stands_in_the_files():
    hosts = re.compile(r"(registry\.npmjs|pypi\.org|files\.pythonhosted|deb\.debian)")
    named = set()
    for path in [*ROOT.glob("requirements/*.txt"), *ROOT.glob("frontend/package-lock.json")]:
        if hosts.search(path.read_text()):
            named.add(shown(path))
    assert named == set()
