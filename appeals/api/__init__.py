"""Appeals for other programs, under ``/api/v1/``: the same services as the pages, one call each."""
