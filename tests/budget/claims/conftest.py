import os
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

from tests.factories import city
from tests.factories.counted import Counted
from tests.factories.votes import Vote

ALONE = Path(__file__).resolve().parents[3] / "script" / "verify_edition.py"


def sized(quick: int, *, claimed: int) -> int:
    """How often to try: the claimed number with ``BIRGE_CLAIMS=full`` in the environment, else a quick one."""
    return claimed if os.environ.get("BIRGE_CLAIMS") == "full" else quick


@pytest.fixture(scope="session")
def alone() -> ModuleType:
    """The stand-alone verifier: another program, loaded from its one file."""
    spec = util.spec_from_file_location("alone", ALONE)
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def vote(db) -> Vote:
    city.load()
    return Vote()


@pytest.fixture
def counted(db, tmp_path, settings) -> Counted:
    """A vote that was carried to its end: changed ballots, paper, a witness, an opening."""
    settings.MEDIA_ROOT = tmp_path / "media"
    city.load()
    return Counted()
