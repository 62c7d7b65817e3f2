"""Bookings one by one: where a finished plan still has room for a ride, and the plan with it."""

from optimiser.offers.confirming import TakenError, confirm, confirm_at
from optimiser.offers.desk import OfferDesk, insert, suggest
from optimiser.offers.offer import Offer, Shifted

__all__ = ["Offer", "OfferDesk", "Shifted", "TakenError", "confirm", "confirm_at", "insert", "suggest"]
