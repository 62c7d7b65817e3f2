"""iCalendar feeds: one per vehicle, per person and per commune, each publication counting on from the one before."""

from api.exports.feeds.publication import publish
from api.exports.feeds.write import write_feeds

__all__ = ["publish", "write_feeds"]
