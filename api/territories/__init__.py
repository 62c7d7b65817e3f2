"""Territories: what plans are made from, entity by entity, and frozen."""
