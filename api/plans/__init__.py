"""Plans: checked, stored, read, compared; what they cost whom, and what became of them."""
