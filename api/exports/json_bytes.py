"""Open data as JSON."""

import json


def json_bytes(document: object) -> bytes:
    """UTF-8 JSON that may also stand inside a page's ``<script>``: no ``<`` is left to end it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").encode() + b"\n"
