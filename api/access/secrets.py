"""Secrets that are given out once and kept as hashes: cookies, keys, tokens, passwords."""

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

TOKEN_BYTES = 32
_hasher = PasswordHasher()  # Argon2id with the library's present parameters


def new_secret() -> str:
    """256 random bits, as 43 letters that an address can hold."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_secret(secret: str) -> bytes:
    """SHA-256, 32 bytes: a secret of 256 random bits needs no slower hash."""
    return hashlib.sha256(secret.encode()).digest()


def hash_password(password: str) -> str:
    """Argon2id, with its salt and parameters."""
    return _hasher.hash(password)


def is_password(password: str, hashed: str | None) -> bool:
    """Whether it is the password; without a hash the same time passes, so that nobody learns who has an account."""
    try:
        _hasher.verify(hashed or _of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


def is_outdated(hashed: str) -> bool:
    """Whether the password should be hashed anew with today's parameters."""
    return _hasher.check_needs_rehash(hashed)


@cache
def _of_nobody() -> str:
    return _hasher.hash(new_secret())
