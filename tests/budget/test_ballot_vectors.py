"""Browser and server hash, sign and label alike. That one opens what the other seals: tests/journeys/test_vote.py."""

import json

from tests.budget import ballot_vectors


def test_the_vectors_of_the_browsers_tests_are_those_of_the_servers_code():
    assert json.loads(ballot_vectors.FILE.read_text()) == ballot_vectors.made()
