"""What the import of a handler brings in: everything its function needs, and nothing of what others need."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

from .stack import ROOT

pytestmark = pytest.mark.functional

FUNCTIONS: Final = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
NOT_FOR: Final = {
    "receive_webhook": (
        "aws_lambda_powertools.event_handler",
        "bookbridge.adapters.dynamodb",
        "bookbridge.entrypoints.api",
        "boto3",
        "cryptography",
        "jwt",
        "pynamodb",
    ),
    "announce_changes": ("aws_lambda_powertools.event_handler", "boto3", "cryptography", "jwt", "pydantic", "pynamodb"),
    "deliver_events": (
        "aws_lambda_powertools.event_handler",
        "boto3",
        "bookbridge.adapters.dynamodb",
        "bookbridge.packages",
        "cryptography",
        "jwt",
        "pydantic",
        "pynamodb",
    ),
    "note_news": ("aws_lambda_powertools.event_handler", "boto3", "bookbridge.packages", "cryptography", "jwt"),
    "start_due_timers": (
        "aws_lambda_powertools.event_handler",
        "boto3",
        "bookbridge.packages",
        "cryptography",
        "jwt",
        "pydantic",
    ),
    "carry_out_timers": (
        "aws_lambda_powertools.event_handler",
        "boto3",
        "bookbridge.packages.quickbooks_online",
        "cryptography",
        "jwt",
    ),
    "state_lost_runs": ("aws_lambda_powertools.event_handler", "boto3", "bookbridge.packages", "cryptography", "jwt"),
    "await_connector": ("aws_lambda_powertools.event_handler", "boto3", "bookbridge.packages", "cryptography", "jwt"),
    "serve_connector": ("aws_lambda_powertools.event_handler", "boto3", "cryptography", "jwt"),
    "start_session": ("aws_lambda_powertools.event_handler", "boto3", "bookbridge.packages", "cryptography", "jwt"),
    "serve_documentation": ("boto3", "botocore.session", "cryptography", "jwt", "pydantic", "pynamodb"),
    "serve_failures": ("boto3", "bookbridge.entrypoints.api.openapi", "bookbridge.packages.quickbooks_online"),
    "serve_support": ("boto3", "bookbridge.adapters.sealing", "bookbridge.entrypoints.api.openapi"),
}
ALONE: Final = """
import importlib.util, sys
import botocore.session
def refuse(*arguments, **named): raise AssertionError("a client was made")
botocore.session.Session.create_client = refuse
for function in sys.argv[1:]:
    spec = importlib.util.spec_from_file_location(function, f"functions/{function}/handler.py")
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
"""


def run(program: str, *arguments: str, path: str = "layers/core") -> str:
    """What a program prints in a process that is told nothing."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_import_of_a_handler_reads_no_environment_and_makes_no_client() -> None:
    run(ALONE, *FUNCTIONS)


@pytest.mark.parametrize("function", sorted(NOT_FOR))
def test_a_function_loads_nothing_of_what_only_others_need(function: str) -> None:
    program = "import handler, sys; print(*sys.modules)"
    loaded = run(program, path=f"functions/{function}:layers/core").split()
    assert [name for name in NOT_FOR[function] if name in loaded] == []
