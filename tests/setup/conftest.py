"""A clone of the scripts alone, in a folder of its own, for tests that start things."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

Run = Callable[..., subprocess.CompletedProcess[str]]


def clean_environment() -> dict[str, str]:
    """Ours without what script/env.sh and the test runner have set for us: the other clone computes its own."""
    set_for_us = (
        "BIRGE_",
        "DATABASE_URL",
        "REDIS_",
        "PGHOST",
        "PGPORT",
        "PGUSER",
        "PGDATABASE",
        "DJANGO_SETTINGS_MODULE",
    )
    return {name: value for name, value in os.environ.items() if not name.startswith(set_for_us)}


def make_clone(folder: Path) -> Path:
    shutil.copytree(ROOT / "script", folder / "script", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def runner(clone: Path) -> Run:
    def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=clone,
            env=clean_environment() | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Path]:
    """Its services are stopped at the end, whatever the test did."""
    folder = make_clone(tmp_path / "clone")
    yield folder
    runner(folder)("script/services", "stop")


@pytest.fixture
def run(clone: Path) -> Run:
    return runner(clone)
