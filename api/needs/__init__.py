"""What residents said is missing, and what they were answered."""
