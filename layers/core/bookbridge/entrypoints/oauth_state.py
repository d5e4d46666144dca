"""The `state` of a consent: it carries who asked through the customer's browser and back, and cannot be made up."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

AUDIENCE: Final = "oauth-state"
"""Marks a state, so that neither can a token of the API be used as one, nor one as a token of the API."""

LIFETIME: Final = timedelta(minutes=30)
"""How long a customer may take to consent."""

_ALGORITHM: Final = "HS256"


class StateInvalid(Exception):  # noqa: N818 - a condition, named for its cause
    """The state was not made here, is too old, or belongs to another accounting package."""


def write_state(key: Callable[[], str], company_id: str, package: str) -> str:
    """A state for one consent."""
    import jwt  # noqa: PLC0415 - takes 130 ms with its cryptography: not before it is needed

    claims = {
        "aud": AUDIENCE,
        "exp": datetime.now(UTC) + LIFETIME,
        "nonce": secrets.token_urlsafe(16),
        "company_id": company_id,
        "package": package,
    }
    return jwt.encode(claims, key(), algorithm=_ALGORITHM)


def read_state(key: Callable[[], str], state: str, package: str) -> str:
    """The company that asked for this consent. Raises `StateInvalid`."""
    import jwt  # noqa: PLC0415

    try:
        claims: dict[str, Any] = jwt.decode(
            state, key(), algorithms=[_ALGORITHM], audience=AUDIENCE, options={"require": ["exp", "aud"]}
        )
    except jwt.ExpiredSignatureError:
        raise StateInvalid("The consent took too long: start it again.") from None
    except jwt.PyJWTError:
        raise StateInvalid("The state is not one that was given out here: start the consent again.") from None
    if claims.get("package") != package:
        raise StateInvalid("The state belongs to another accounting package: start the consent again.")
    return str(claims["company_id"])
