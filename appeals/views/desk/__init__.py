"""The desk: where the responsible body, its controllers and the akimats work on what was sent to them."""
