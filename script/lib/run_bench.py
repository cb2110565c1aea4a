"""Run one module of script/bench.d with Django set up.

A benchmark is a module with a docstring whose first line says what it measures, and

    def main(arguments: list[str]) -> tuple[float, str]:

which prints its figures and returns the chief one with its unit. The runner prints it as
the last line, `NAME: figure unit`, so that figures can be collected by a script.
"""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def load(name: str) -> ModuleType:
    folder = ROOT / "script" / "bench.d"
    sys.path.insert(0, str(folder))  # so that benchmarks can share a module
    spec = importlib.util.spec_from_file_location(f"bench_{name}", folder / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figure(value: float) -> str:
    """Three digits of a small figure, all of a large one: 0.0123, 4.57, 123, 15803."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def main(arguments: list[str]) -> None:
    name, *rest = arguments
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # As the city's servers run: templates are read once, and no query is remembered for a page of faults.
    os.environ.setdefault("DEBUG", "false")
    os.environ.setdefault("STAFF_SECOND_FACTOR", "off")
    import django

    django.setup()
    value, unit = load(name).main(rest)
    print(f"{name}: {figure(value)} {unit}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
