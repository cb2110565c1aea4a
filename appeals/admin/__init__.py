"""The admin of appeals: the triage of the first line, and the tables that decide what goes where."""

from appeals.admin import appeals, knowledge, suggestions, taxonomy, terms, work  # noqa: F401  registered on import
