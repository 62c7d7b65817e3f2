"""Sign-in by OpenID Connect, in the ways of ProConnect."""
