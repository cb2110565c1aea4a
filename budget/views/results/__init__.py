"""Pages of what became of a vote: results, other rules, files, winners being built, and what observers watch."""
