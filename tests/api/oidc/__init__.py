"""Tests of sign-in by OpenID Connect, against a real provider on this machine."""
