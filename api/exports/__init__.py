"""What a finished plan is turned into: calendars, maps, a workbook, a summary on the terminal."""
