"""The count of a district as files: Pabulib, CSV, XLSX. Each says what the page says."""

import csv
import io

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe
from openpyxl import Workbook

from budget.selectors import exports
from budget.views.results.door import edition_or_404, run_or_404

BOM = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def pabulib(request: HttpRequest, edition: str, code: str) -> StreamingHttpResponse:
    """All ballots of the district, shuffled, in the format of the Pabulib library."""
    found = edition_or_404(request, edition)
    lines = exports.pabulib(found, run_or_404(found, code))
    response = StreamingHttpResponse(lines, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="Kazakhstan_Almaty_{found.code}_{code}.pb"'
    return response


@require_safe
def as_csv(request: HttpRequest, edition: str, code: str) -> HttpResponse:
    """The list of projects. With a byte order mark: spreadsheets read Kazakh letters only then."""
    found = edition_or_404(request, edition)
    out = io.StringIO()
    out.write(BOM)
    writer = csv.DictWriter(out, exports.COLUMNS)
    writer.writeheader()
    for row in exports.rows(found, run_or_404(found, code)):
        writer.writerow({column: _harmless(value) for column, value in row.items()})
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="results-{found.code}-{code}.csv"'
    return response


@require_safe
def as_xlsx(request: HttpRequest, edition: str, code: str) -> HttpResponse:
    """The same as a spreadsheet, numbers as numbers."""
    found = edition_or_404(request, edition)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(code)
    sheet.append(exports.COLUMNS)
    for row in exports.rows(found, run_or_404(found, code)):
        sheet.append([_harmless(row[column]) for column in exports.COLUMNS])
    out = io.BytesIO()
    book.save(out)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="results-{found.code}-{code}.xlsx"'
    return response


def _harmless(value):
    """A title that begins like a formula must not become one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value
