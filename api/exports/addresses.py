"""Texts that may be web addresses or phone numbers, told apart from those that are not."""

import re

_WEB = re.compile(r"https?://[^\s\"<>\\^`{|}]+")
_PHONE = re.compile(r"[0-9+() ./-]*[0-9][0-9+() ./-]*")


def web_address(text: str) -> str:
    """The text where it is an address that a browser opens; else nothing."""
    return text if _WEB.fullmatch(text) else ""


def phone_number(text: str) -> str:
    """The text where it is a phone number as people write it; else nothing."""
    return text if _PHONE.fullmatch(text) else ""
