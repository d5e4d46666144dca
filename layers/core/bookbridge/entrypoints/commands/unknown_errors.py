"""`unknown-errors`: what the accounting packages say and the failure catalogue does not know, most frequent first."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from bookbridge.adapters.aws import Clients
from bookbridge.domain.timestamps import to_text

from .stack import CommandError, Stack, asked, stack_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    from bookbridge.use_cases.read_unknown_errors import Known, ReadUnknownErrors

NAME: Final = "unknown-errors"
SUMMARY: Final = "show errors that the failure catalogue does not know"
DESCRIPTION: Final = (
    "Counts the newest failures of all companies whose error has no row in the catalogue; the same error of different "
    "records is one line. The API has the same at /v1/unknown-errors."
)
WIDTH: Final = 160
"""Characters of a message that are shown."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said."""
    command.add_argument("--package", default="", help="only errors of this accounting package, for example xero")
    command.add_argument("--limit", type=int, default=20, help="errors that are shown (20)")


def run(given: argparse.Namespace) -> None:
    """Show them."""
    if given.limit < 1:
        raise CommandError("--limit must be 1 or more")
    read = _reader(stack_of(given))
    if given.package and given.package not in read.packages:
        raise CommandError(f"--package must be one of {', '.join(read.packages)}")
    page = asked(partial(read, given.package, None, given.limit))
    for known in page.errors:
        sys.stdout.write(describe(known) + "\n")
    rest = "" if page.complete else ", the newest: there are more"
    sys.stdout.write(f"{page.counted} failures with unknown errors{rest}\n")


def describe(known: Known) -> str:
    """One error in one line."""
    error, text = known.error, " ".join(known.text.split()) or "(no words)"
    named = f"{error.package} {error.package_code}".strip()
    where = f"{error.example.company_id} {error.example.failure_id}"
    shown = text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
    counts = f"{error.failures} failures ({error.unresolved} not closed), {len(error.companies)} companies"
    return f"{counts}, last {to_text(error.last_seen)}  {named}: {shown}  e.g. {where}"


class _OfStack(Clients):
    """The tables of a stack's account, in place of those that the environment names."""

    def __init__(self, stack: Stack) -> None:
        super().__init__()
        self._stack = stack

    @override
    def dynamodb(self) -> DynamoDBClient:
        return self._stack.dynamodb


def _reader(stack: Stack) -> ReadUnknownErrors:
    from bookbridge.bootstrap import Application, AwsAdapters  # noqa: PLC0415 - `--help` needs none of it
    from bookbridge.bootstrap.settings import Settings  # noqa: PLC0415

    adapters = AwsAdapters(Settings({"SYNC_FAILURES_TABLE": stack.output("SyncFailuresTableName")}))
    adapters.clients = _OfStack(stack)
    return Application(adapters).read_unknown_errors
