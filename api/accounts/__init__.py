"""Accounts, sign-in with a password, and programs' keys."""
