"""Who may watch what on the live socket."""
