"""Outlines of districts from files of others: read, judged, measured. Nothing here writes to the database.

A file is read as plain JSON; every coordinate is checked as a number before GEOS sees it. GDAL, which would also read
addresses and drivers hidden in a file, is never asked.
"""
