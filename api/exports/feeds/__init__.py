"""iCalendar feeds of vehicles, people, communes, services and stops; each publication counts on from the last."""

from api.exports.feeds.publication import publish
from api.exports.feeds.write import build_feed, build_feeds, write_feeds

__all__ = ["build_feed", "build_feeds", "publish", "write_feeds"]
