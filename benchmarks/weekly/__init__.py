"""Weeks of realistic territories drawn from a seed, and the solvers that plan them beside each other."""
