"""What stands in the addresses of meetings."""

MEETING = r"(?P<meeting>M-\d{4}-\d{4,6})"
QUESTION = r"(?P<question>\d{1,6})"
