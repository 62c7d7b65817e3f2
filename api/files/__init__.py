"""Files of what is in force, at addresses that stay: open ones as they were published, others made when asked for."""
