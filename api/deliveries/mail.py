"""Mail: plain text over SMTP, so that nothing a territory's data holds is read as markup."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from api.settings import Settings

TIMEOUT_S = 15.0


@contextmanager
def mail_server(settings: Settings) -> Iterator[smtplib.SMTP]:
    """The server that ``smtp_url`` names: ``smtp://`` with STARTTLS where it is offered, or ``smtps://``.

    Raises
    ------
    OSError
        When it cannot be reached, or refuses (`smtplib.SMTPException` is one).
    """
    parts = urlsplit(settings.smtp_url.get_secret_value())
    host = parts.hostname or "localhost"
    server = (
        smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S)
        if parts.scheme == "smtps"
        else smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
    )
    with server:
        if parts.scheme != "smtps":
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def send(server: smtplib.SMTP, sender: str, delivery: str, payload: dict[str, Any], now: datetime) -> None:
    """Send one mail; its Message-ID is the same when it is sent again."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, payload["to"]
    mail["Subject"] = " ".join(str(payload["subject"]).split())
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{delivery}@{sender.rpartition('@')[2] or 'halte'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(str(payload["text"]))
    server.send_message(mail)
