"""Vehicles and kits lent to another organisation for some days."""
