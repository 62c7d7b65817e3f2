"""Bookings: rides asked for by phone, offered from the published week, confirmed into it, given up."""
