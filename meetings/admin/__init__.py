from meetings.admin import plans  # noqa: F401
