import pytest

from tests.unit.simulators.quickbooks_desktop.controlled import Controlled
from tests.unit.simulators.quickbooks_desktop.scripted import Desk


@pytest.fixture
def desk() -> Desk:
    """A machine with one application installed, on a clock that stands still, and a service that is content."""
    return Desk()


@pytest.fixture
def controlled() -> Controlled:
    """A simulator on a clock that stands still, with one company file."""
    return Controlled()
