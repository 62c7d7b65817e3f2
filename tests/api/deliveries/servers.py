"""Real servers on this machine that messages go to."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler


@dataclass
class Mailbox(MessageHandler):
    """Keeps the mails that arrive; refuses those to ``nobody@``."""

    mails: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_message(self, mail: Message) -> None:
        self.mails.append(mail)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        del server, session, options
        if address.startswith("nobody@"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@contextlib.contextmanager
def smtp_server() -> Iterator[tuple[str, Mailbox]]:
    """A mail server's address and what arrives there."""
    mailbox = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}", mailbox
    finally:
        controller.stop()


@dataclass
class Calls:
    """Requests that arrived, and what the next ones are answered."""

    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


@contextlib.contextmanager
def http_server() -> Iterator[tuple[str, Calls]]:
    """A web server's address and what arrives there; it answers 204, or the statuses it is told to."""
    calls = Calls()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            calls.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            calls.headers.append(dict(self.headers))
            calls.paths.append(self.path)
            status = calls.statuses.pop(0) if calls.statuses else 204
            self.send_response(status)
            if status in (301, 302, 307, 308):
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", calls
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
