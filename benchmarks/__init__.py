"""Public instance families, peers and runners."""
