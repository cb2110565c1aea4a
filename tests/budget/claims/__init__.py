"""What the vote claims, V1 to V13, each with the test that shows it. The claims stand in docs/how-to/vote-proof.md."""
