"""Meetings for other programs; each room of the house brings its own addresses under ``/api/v1/``."""
