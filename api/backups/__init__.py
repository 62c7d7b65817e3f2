"""The whole database in one file, and back, on SQLite and PostgreSQL and from one to the other."""
