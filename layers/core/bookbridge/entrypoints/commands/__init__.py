"""Commands for operators: `python -m bookbridge <command>`; 0 when done, 1 when it could not be, 2 when misspelled."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import dead_letters, token, unknown_errors
from .stack import DESCRIPTION, CommandError


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return the exit status."""
    given = parser().parse_args(arguments)
    try:
        given.command(given)
    except CommandError as error:
        sys.stderr.write(f"bookbridge: {error}\n")
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """What can be said on the command line."""
    made = argparse.ArgumentParser(prog="python -m bookbridge", description="Commands for operators of Bookbridge.")
    of_a_stack = argparse.ArgumentParser(add_help=False)
    of_a_stack.add_argument(
        "--stack-name", help="a stack in the AWS account of your environment; without it, the local stack"
    )
    of_a_stack.add_argument("--region", help="where that stack is; without it, your environment's region")
    of_a_stack.add_argument("--endpoint", help="address of another AWS than the real one")
    of_a_stack.add_argument(
        "--local-stack",
        type=Path,
        default=DESCRIPTION,
        metavar="FILE",
        help=f"description that `make up` wrote of the local stack ({DESCRIPTION})",
    )
    commands = made.add_subparsers(title="commands", required=True)
    for module in (token, dead_letters, unknown_errors):
        command = commands.add_parser(
            module.NAME, help=module.SUMMARY, description=module.DESCRIPTION, parents=[of_a_stack]
        )
        module.add_arguments(command)
        command.set_defaults(command=module.run)
    return made
