"""The import command, and what it tells."""

from io import StringIO

from django.core.management import call_command


def run(*arguments) -> str:
    output = StringIO()
    call_command("import_districts", *arguments, stdout=output)
    return output.getvalue()
