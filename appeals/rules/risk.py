"""What the triage takes for pressing."""

# Working days before the last one from which an appeal counts as near its end.
SOON_DAYS = 2
# So many appeals at most are acted on at once.
MOST_AT_ONCE = 500
# An appeal of the same person about the same thing within so many days is a repeated one.
REPEAT_DAYS = 180
