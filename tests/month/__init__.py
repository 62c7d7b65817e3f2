"""A month on the Queyras, day by day: plans, calls and mishaps, each published and read back as subscribers do."""
