"""Tokens of survey links: random ones good for one answer, and an open one that can be shown again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_BYTES = 18


def new_token() -> str:
    """A random token of 144 bits, for one link or one answer."""
    return secrets.token_urlsafe(_BYTES)


def open_token(key: bytes, code: str) -> str:
    """The token of a survey's open link: made from the workspace's key, so it is never stored and never changes."""
    made = hmac.new(key, f"survey {code}".encode(), hashlib.sha256).digest()[:_BYTES]
    return base64.urlsafe_b64encode(made).decode()


def hashed(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(key: bytes, text: str) -> str:
    """What the database keeps of a visitor or an address: useless to anybody without the workspace's key."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
