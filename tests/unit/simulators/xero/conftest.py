import pytest

from tests.unit.simulators.xero.tenant import Tenant


@pytest.fixture
def tenant() -> Tenant:
    """A seeded organisation on a clock that stands still, without rate limits."""
    return Tenant()
