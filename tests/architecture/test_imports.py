from __future__ import annotations

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.sources import ROOT

pytestmark = pytest.mark.architecture


def test_imports_keep_the_contracts_of_pyproject() -> None:
    """Layers point inward, the core never imports AWS, packages do not know each other."""
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS
