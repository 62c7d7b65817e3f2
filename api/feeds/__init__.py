"""Calendars at addresses that stay: public ones by name, those of vehicles and people by a secret."""
