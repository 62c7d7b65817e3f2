"""What is printed, as PDF: a sheet per person and day, a poster of dates per commune."""

from api.exports.paper.day_sheet import build_day_sheets
from api.exports.paper.poster import build_posters

__all__ = ["build_day_sheets", "build_posters"]
