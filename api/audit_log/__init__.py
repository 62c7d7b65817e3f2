"""The log of what was done, for administrators."""
