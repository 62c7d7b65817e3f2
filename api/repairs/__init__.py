"""What happens within a published week, and the plans that answer it with few changes."""
