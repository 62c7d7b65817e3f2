"""QR codes as vectors."""

from functools import lru_cache
from io import BytesIO

import segno

from models.territory import Place


@lru_cache(maxsize=1024)  # the same places on sheet after sheet
def qr_svg(text: str) -> str:
    """The QR code of a text, as SVG without a margin."""
    buffer = BytesIO()
    segno.make(text, micro=False, error="m").save(buffer, kind="svg", xmldecl=False, border=0, nl=False)
    return buffer.getvalue().decode()


def way_to(place: Place) -> str:
    """A ``geo:`` address (RFC 5870), which a phone opens in the navigation app of its owner."""
    return f"geo:{place.lat:.5f},{place.lon:.5f}"
