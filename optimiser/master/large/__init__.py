"""The session stage for weeks too large for people by name: tours listed, a linear bound, neighbourhoods searched."""
