"""GTFS with Flex of the demand-responsive services: where they stop, when they run, how they are booked."""

from api.exports.gtfs.feed import build_gtfs

__all__ = ["build_gtfs"]
