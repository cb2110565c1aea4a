"""What the logs leave out."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from accounts.logs import IinFormatter, without_iin
from tests.accounts.conftest import IIN_FIRST_WEIGHTS, IIN_SECOND_WEIGHTS


def test_a_log_line_masks_valid_numbers_and_leaves_others():
    assert without_iin(f"IIN {IIN_FIRST_WEIGHTS}, order 991332900001") == "IIN [IIN], order 991332900001"
    assert without_iin(f"1{IIN_FIRST_WEIGHTS}") == f"1{IIN_FIRST_WEIGHTS}"


def test_the_formatter_sees_arguments_and_tracebacks():
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "person %s", (IIN_SECOND_WEIGHTS,), None)
    try:
        raise ValueError(IIN_FIRST_WEIGHTS)
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    line = IinFormatter("%(message)s").format(record)
    assert line.startswith("person [IIN]\n")
    assert IIN_FIRST_WEIGHTS not in line


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the handler of the settings writes."""
    handlers = [each for each in logging.root.handlers if isinstance(each.formatter, IinFormatter)]
    written = StringIO()
    before = [each.setStream(written) for each in handlers]
    yield written
    for each, stream in zip(handlers, before, strict=True):
        each.setStream(stream)


@pytest.mark.parametrize(("level", "is_fault"), [(logging.WARNING, False), (logging.ERROR, True)])
def test_a_refused_request_is_one_line_and_a_fault_keeps_its_traceback(log, level, is_fault):
    try:
        raise PermissionError
    except PermissionError:
        logging.getLogger("django.request").log(level, "told", exc_info=True)
    told = log.getvalue().splitlines()
    assert told[0].endswith("django.request told")
    assert (len(told) > 1) == is_fault, told
