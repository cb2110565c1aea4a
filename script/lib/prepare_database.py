"""Bring the database to the code's state: migrations, reference data, a first town.

    prepare_database.py [--town SCALE] [--accounts]

One process instead of four, as loading Django is what takes the time. Progress goes to
standard error; standard output gets the list of demo accounts when it is asked for.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SLOW_S = 2.0


def step(name: str, work: Callable[[], None]) -> None:
    """Run it with its output on standard error, and print one line with the time."""
    began = time.monotonic()
    with redirect_stdout(sys.stderr):
        work()
    print(f"  {name:<34} {time.monotonic() - began:6.1f} s", file=sys.stderr, flush=True)


def town_is_empty() -> bool:
    """No appeal yet: nobody lives here and nobody has asked for anything."""
    from django.apps import apps

    return not apps.get_model("appeals", "Appeal")._base_manager.exists()


def prepare(town: float | None) -> None:
    from django.core.management import call_command

    step("migrate", lambda: call_command("migrate", interactive=False, verbosity=0))
    step("load_reference", lambda: call_command("load_reference", verbosity=0))
    if town is not None and town_is_empty():
        step(f"seed_city --scale {town:g}", lambda: call_command("seed_city", scale=town))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Bring the database to the code's state.")
    parser.add_argument("--town", type=float, help="fill an empty database with a town of this scale (1: a year)")
    parser.add_argument("--accounts", action="store_true", help="print the demo accounts")
    options = parser.parse_args(arguments)

    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command

    began = time.monotonic()
    django.setup()
    if time.monotonic() - began > SLOW_S:
        print(f"  {'loading Django':<34} {time.monotonic() - began:6.1f} s", file=sys.stderr, flush=True)
    prepare(options.town)
    if options.accounts:
        call_command("demo_accounts")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
