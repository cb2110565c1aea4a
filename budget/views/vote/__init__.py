"""The pages of a vote: choose, check, put in, prove."""
