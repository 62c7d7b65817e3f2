"""From an instance to a checked plan."""
