"""Personal data at rest: sealed with a key outside the database, found again by keyed hashes."""

import hashlib
import hmac
import json
import os
import unicodedata
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.base import Fault

NONCE_BYTES = 12
SHORTEST = 3
"""Letters of the shortest beginning of a word that is found."""


class Seal:
    """Seals values so that each opens only where it belongs.

    Parameters
    ----------
    key : bytes
        32 bytes. Sealing and hashing use keys derived from it, so that neither tells about the other.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hmac.digest(key, b"halte seal", "sha256"))
        self._hash_key = hmac.digest(key, b"halte index", "sha256")

    def close(self, value: Any, owner: str) -> bytes:
        """A value, as JSON, sealed to its owner's id (AES-256-GCM, the id as associated data)."""
        return self.close_bytes(json.dumps(value, ensure_ascii=False).encode(), owner)

    def close_bytes(self, content: bytes, owner: str) -> bytes:
        """Bytes, sealed likewise."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, owner.encode())

    def open(self, sealed: bytes, owner: str) -> Any:
        """What was sealed.

        Raises
        ------
        Fault
            When it was sealed with another key, to another owner, or was altered.
        """
        return json.loads(self.open_bytes(sealed, owner))

    def open_bytes(self, sealed: bytes, owner: str) -> bytes:
        """The bytes that were sealed.

        Raises
        ------
        Fault
            As ``open`` does.
        """
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner.encode())
        except InvalidTag:
            raise Fault("personal data does not open: the secret key is not the one it was sealed with") from None

    def mark(self, text: str) -> bytes:
        """A keyed hash to find a value by, 16 bytes."""
        return hmac.digest(self._hash_key, text.encode(), hashlib.sha256)[:16]

    def marks(self, words: Iterable[str]) -> set[bytes]:
        """Hashes of every beginning of each word, three letters or longer (or the whole of a shorter word)."""
        return {self.mark(word[:k]) for word in words for k in range(min(SHORTEST, len(word)), len(word) + 1)}


def plain_words(text: str) -> list[str]:
    """The words of a name as they are compared: small letters, no accents, no punctuation."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return kept.split()


def plain_phone(text: str) -> str:
    """The digits of a phone number, French numbers without their prefix, so that however it is written it is found."""
    digits = "".join(c for c in text if c.isdigit())
    for prefix in ("0033", "33"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + 9:
            return "0" + digits.removeprefix(prefix)
    return digits
