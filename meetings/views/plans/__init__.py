"""Pages of plans and instructions: for residents, for those who do the work, for akims."""
