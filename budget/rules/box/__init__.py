"""The ballot box in plain Python: envelopes, the log's tree, signed notes, shares of a key. No model, no clock."""
