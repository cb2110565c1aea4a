"""The Budget of People's Participation. The room has its place in the import order; its furniture comes next."""
