"""`token`: mint a bearer token for the API."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bookbridge.entrypoints.authorisation import COMPANY_ID, OWN_ALGORITHM

from .stack import CommandError, stack_of

NAME: Final = "token"
SUMMARY: Final = "mint a bearer token for the API"
DESCRIPTION: Final = "Prints a token, signed with the key that the stack keeps for its own tokens."
LONGEST_HOURS: Final = 24.0 * 365


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said."""
    whom = command.add_mutually_exclusive_group(required=True)
    whom.add_argument("--company", help="reaches this company only")
    whom.add_argument("--operator", action="store_true", help="reaches every company")
    command.add_argument("--hours", type=float, default=8.0, help="how long it is good for (8)")
    command.add_argument("--name", default="command line", help="whom histories are to name")


def run(given: argparse.Namespace) -> None:
    """Print one token."""
    if given.company and not COMPANY_ID.fullmatch(given.company):
        raise CommandError("a company's id has 1 to 64 characters of A-Z, a-z, 0-9, '_', '-' and '.'")
    if not 0 < given.hours <= LONGEST_HOURS:
        raise CommandError(f"--hours must be more than 0 and at most {LONGEST_HOURS:.0f}")
    sys.stdout.write(mint(stack_of(given).secret("ApiTokensSecretArn"), given.company, given.hours, given.name) + "\n")


def mint(key: str, company_id: str | None, hours: float, name: str) -> str:
    """A token for one company, or for all without one."""
    import jwt  # noqa: PLC0415 - `--help` needs none of it

    now = datetime.now(UTC)
    claims: dict[str, Any] = {"sub": name, "iat": now, "exp": now + timedelta(hours=hours)}
    claims |= {"scope": "company", "company_id": company_id} if company_id else {"scope": "operator"}
    return jwt.encode(claims, key, algorithm=OWN_ALGORITHM)
