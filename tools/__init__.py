"""What `make` runs on the project itself; no part of the installed application."""
