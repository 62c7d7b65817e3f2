"""Bundled territories, and the readers that turn files into an instance."""
