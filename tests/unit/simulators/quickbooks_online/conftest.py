import pytest

from tests.unit.simulators.quickbooks_online.company import Company


@pytest.fixture
def company() -> Company:
    """A seeded company on a clock that stands still, without rate limits."""
    return Company()
