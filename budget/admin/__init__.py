"""The admin of the people's budget: editions and their tables."""

from budget.admin import box, editions, tables  # noqa: F401 - registers them
