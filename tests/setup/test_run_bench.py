"""script/lib/run_bench.py: the last line is for machines."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.conftest import ROOT, make_clone


@pytest.mark.parametrize(
    ("value", "last_line"),
    [("0.01234", "zebra: 0.0123 km/h"), ("64.6", "zebra: 64.6 km/h"), ("15803.4", "zebra: 15803 km/h")],
)
def test_the_last_line(tmp_path: Path, value: str, last_line: str) -> None:
    clone = make_clone(tmp_path / "clone")
    (clone / "plain_settings.py").write_text("")
    (clone / "script/bench.d").mkdir(exist_ok=True)
    (clone / "script/bench.d/zebra.py").write_text(
        '"""How fast."""\n'
        "from django.apps import apps\n"
        "def main(arguments):\n"
        "    print('ready', apps.ready, arguments)\n"
        f"    return {value}, 'km/h'\n"
    )

    output = subprocess.run(
        [sys.executable, "script/lib/run_bench.py", "zebra", "--far"],
        cwd=clone,
        env={"DJANGO_SETTINGS_MODULE": "plain_settings"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert output.splitlines() == ["ready True ['--far']", last_line]


def test_every_benchmark_has_a_line_for_the_list() -> None:
    modules = sorted((ROOT / "script/bench.d").glob("[a-z]*.py"))

    first_lines = {module.stem: module.read_text().splitlines()[0] for module in modules}

    assert {name: line for name, line in first_lines.items() if not line.startswith('"""') or len(line) < 10} == {}
