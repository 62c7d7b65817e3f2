"""Which hosts a webhook may be at: public ones alone, so that nobody makes the service call what lies behind it.

The name is looked up when a webhook is registered and again for every call, and the call goes to the very address that
was looked at.
"""

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from api.problems import Problem
from models.text import message

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class RefusedAddressError(OSError):
    """The host is none that may be called."""


def must_be_public(url: str, *, allow_private: bool) -> None:
    """Refuse an address that may not be called.

    Raises
    ------
    Problem
        422 ``webhook-address`` when it is no ``https`` address of a public host.
    """
    parts = urlsplit(url)
    schemes = ("https", "http") if allow_private else ("https",)
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password or parts.fragment:
        raise Problem(422, "webhook-address", message("give an address that begins with https://, without a password"))
    try:
        resolve(parts.hostname, parts.port or 443, allow_private=allow_private)
    except (OSError, UnicodeError, ValueError):
        what = message("this host is not known, or it is not a public one")
        raise Problem(422, "webhook-address", what) from None


def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The IP addresses to call a host at, the one to try first first.

    Raises
    ------
    RefusedAddressError
        When any of its addresses is private, loopback, link-local or otherwise not of the public internet.
    OSError
        When it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    if not allow_private and not _public(addresses):
        raise RefusedAddressError("not a public address")
    return list(dict.fromkeys(addresses))


def _public(addresses: Iterable[str]) -> bool:
    return all(_is_public(ipaddress.ip_address(address.partition("%")[0])) for address in addresses)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast
