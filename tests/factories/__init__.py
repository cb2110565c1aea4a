"""Makers of things for tests. They go through the same services as everybody, so what they make is real."""
