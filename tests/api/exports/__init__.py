"""Tests of the exports, on a small plan written by hand."""
