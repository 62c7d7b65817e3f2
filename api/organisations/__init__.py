"""The caller's own organisation."""
