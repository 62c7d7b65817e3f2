"""What is in force: checked plans as numbered versions, with their differences, calendars and files."""
