"""Alarms put into a calendar that is already written."""

import re

_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_END = b"END:VEVENT\r\n"


def with_alarms(content: bytes, minutes: int) -> bytes:
    """The calendar, each event of which rings some minutes before it begins; cancelled ones do not."""
    alarm = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Halte\r\nTRIGGER:-PT%dM\r\nEND:VALARM\r\n" % minutes

    def ring(event: re.Match[bytes]) -> bytes:
        text = event[0]
        return text if b"\r\nSTATUS:CANCELLED\r\n" in text else text.removesuffix(_END) + alarm + _END

    return _EVENT.sub(ring, content)
