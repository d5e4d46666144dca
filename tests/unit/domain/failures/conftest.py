from __future__ import annotations

import pytest

from bookbridge.domain.failures.catalogue import Catalogue, load_shared
from tests.unit.domain.failures.catalogues import quickbooks_online


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue as QuickBooks Online's connections use it."""
    return quickbooks_online()


@pytest.fixture(scope="session")
def shared() -> Catalogue:
    """The rows that every package shares, alone."""
    return load_shared()
