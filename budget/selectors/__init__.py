"""Named reads of the people's budget."""

from budget.selectors.ballot import ballot_projects

__all__ = ["ballot_projects"]
