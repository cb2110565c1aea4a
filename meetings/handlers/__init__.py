"""What follows from the acts of this room: who is told, by which letter."""
