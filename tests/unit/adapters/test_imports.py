"""Importing an adapter must cost little: what is heavy is imported when it is first used (cold starts)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bookbridge import adapters

pytestmark = pytest.mark.unit

HEAVY = ("boto3", "botocore", "cryptography", "urllib3", "pynamodb.models", "pynamodb.connection")


def test_no_adapter_imports_what_is_heavy() -> None:
    folder = Path(next(iter(adapters.__path__)))
    modules = [
        ".".join(("bookbridge", "adapters", *path.relative_to(folder).with_suffix("").parts))
        for path in folder.rglob("*.py")
        if path.name != "__init__.py"
    ]
    program = f"import sys, {', '.join(modules)}; print([name for name in {HEAVY!r} if name in sys.modules])"

    imported = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONPATH": str(folder.parents[1])},
    )

    assert imported.stdout.strip() == "[]"
