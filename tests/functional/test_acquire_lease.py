from __future__ import annotations

import pytest

from bookbridge.domain.errors import ConnectionInactive, ReauthorizationRequired, WrongCompany

from .company_sync import acquire
from .examples import connected, new_company, new_realm
from .http_api import HttpApi
from .stack import Stack

pytestmark = pytest.mark.functional


def test_the_lease_becomes_the_sessions_own(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api, lease_minutes=20)
    assert acquire(stack, company_id) == {
        "status": "acquired",
        "fence": 1,
        "holder": "cloud session ses-1",
        "minutes_left": 20,
        "transport": "cloud",
        "lease_seconds": 1200,
    }


def test_acquiring_it_again_changes_nothing(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    assert acquire(stack, company_id)["fence"] == acquire(stack, company_id)["fence"]


@pytest.mark.requirement("B3")
def test_a_busy_company_is_named_with_its_holder_and_the_minutes_left(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    acquire(stack, company_id)
    assert acquire(stack, company_id, "ses-2") == {
        "status": "busy",
        "fence": 0,
        "holder": "cloud session ses-1",
        "minutes_left": 30,
    }


def test_errors_leave_with_their_own_names(stack: Stack, api: HttpApi) -> None:
    """The state machine matches them by the names of their classes."""
    with pytest.raises(ConnectionInactive):
        acquire(stack, new_company())
    unknown, realm_id = connected(api)
    stack.simulator.organisations.pop(realm_id)
    with pytest.raises((ReauthorizationRequired, WrongCompany)):
        acquire(stack, unknown)


def test_the_tokens_of_another_organisation_are_found_out_before_anything_is_read(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    path = f"/v1/companies/{company_id}/connection/credentials"
    other = new_realm()
    stack.simulator.add_organisation(other, "Somebody else")
    issued = stack.simulator.issue_tokens(other)
    body = {name: issued[name] for name in ("access_token", "refresh_token", "expires_in")}
    assert api.put(path, body).status == 200
    with pytest.raises((ReauthorizationRequired, WrongCompany)):
        acquire(stack, company_id)
