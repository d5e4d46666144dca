"""A handler translates: one event in, one use case called, one answer out."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.sources import handlers, package_names

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.architecture

LONGEST = 40
FORBIDDEN = {"boto3", "botocore", "pynamodb"}
every_handler = pytest.mark.parametrize("handler", handlers(), ids=lambda path: path.parent.name)


@every_handler
def test_a_handler_fits_on_a_page(handler: Path) -> None:
    assert len(handler.read_text().splitlines()) <= LONGEST


@every_handler
def test_a_handler_leaves_aws_to_the_adapters(handler: Path) -> None:
    assert not imported_by(handler) & FORBIDDEN


@every_handler
def test_a_handler_knows_no_package(handler: Path) -> None:
    words = handler.read_text().lower().replace("-", "_")
    assert [name for name in package_names() if name in words] == []


@every_handler
def test_a_function_folder_holds_its_handler_only(handler: Path) -> None:
    files = [path.name for path in handler.parent.iterdir() if path.name != "__pycache__"]
    assert files == ["handler.py"]


def imported_by(path: Path) -> set[str]:
    """The top-level names of everything the module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}
