"""Public meetings of the mayor and the district akims. The room has its place; its furniture comes next."""
