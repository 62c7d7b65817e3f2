"""A client that costs little: prepared bytes over connections that are kept, answers read by their length."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Load:
    """What came of a load: seconds of each answer in order of arrival, statuses, failures, seconds in all."""

    times_s: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    failures: int = 0
    took_s: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times_s) / self.took_s if self.took_s else 0.0

    def percentile_ms(self, percent: float) -> float:
        """Milliseconds that so many percent of answers took at most."""
        ordered = sorted(self.times_s)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


def request(port: int, path: str, headers: Mapping[str, str] = {}, body: object = None) -> bytes:
    """The bytes of a request: GET, or POST of a body as JSON."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if content:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + content


def drive(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Load:
    """Ask again as soon as the answer is there, on so many connections, for so long."""
    load = Load()
    asyncio.run(_drive(port, requests, connections, seconds, load))
    return load


def burst(port: int, requests: Sequence[bytes], connections: int, times: int) -> Load:
    """Every connection asks at the same moment, so many times one after the other."""
    load = Load()
    asyncio.run(_burst(port, requests, connections, times, load))
    return load


async def _drive(port: int, requests: Sequence[bytes], connections: int, seconds: float, load: Load) -> None:
    began = time.perf_counter()

    async def one(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        k = number
        while time.perf_counter() - began < seconds:
            await _ask(reader, writer, requests[k % len(requests)], load)
            k += 1
        writer.close()

    await asyncio.gather(*(one(number) for number in range(connections)))
    load.took_s = time.perf_counter() - began


async def _burst(port: int, requests: Sequence[bytes], connections: int, times: int, load: Load) -> None:
    open_ = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", port) for _ in range(connections)))
    began = time.perf_counter()

    async def one(number: int) -> None:
        reader, writer = open_[number]
        for k in range(times):
            try:
                await _ask(reader, writer, requests[(number + k) % len(requests)], load)
            except (OSError, asyncio.IncompleteReadError):
                load.failures += 1
                return

    await asyncio.gather(*(one(number) for number in range(connections)))
    load.took_s = time.perf_counter() - began
    for _, writer in open_:
        writer.close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes, load: Load) -> None:
    began = time.perf_counter()
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    status, length = int(head[9:12]), 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    if length and status != 304:
        await reader.readexactly(length)
    load.times_s.append(time.perf_counter() - began)
    load.statuses[status] = load.statuses.get(status, 0) + 1
