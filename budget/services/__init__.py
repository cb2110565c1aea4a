"""Use cases of the people's budget: one verb each, one transaction each."""
