"""What the tests of the infrastructure share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.local.processes import Processes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Background processes that end with the test."""
    made = Processes(tmp_path)
    yield made
    for name in made.names():
        made.stop(name)
