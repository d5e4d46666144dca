"""The packages under test, each on its simulator."""

from __future__ import annotations

import pytest

from tests.contract.packages.books import SIMULATORS, Ledger
from tests.contract.packages.records import ACCOUNT_CODES, SAMPLES
from tests.fakes.packages import names


@pytest.fixture(params=names())
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """Empty books, but for what every company begins with."""
    made = SIMULATORS[request.param]()
    made.know_accounts(*ACCOUNT_CODES)
    return made


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Books with one record of each type that the package keeps."""
    for entity_type, record_id, record in SAMPLES:
        if ledger.keeps(entity_type):
            ledger.write(entity_type, record_id, record)
            ledger.served.advance(1)  # times of changes may be kept in whole seconds
    return ledger
