from meetings.admin import meetings, plans  # noqa: F401
