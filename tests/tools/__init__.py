"""Tests of the house tools."""
