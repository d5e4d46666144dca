from __future__ import annotations

import pytest

from bookbridge.domain.errors import LeaseLost

from .company_sync import Session, begun
from .examples import add_customer, announce, connected
from .http_api import HttpApi
from .stack import Stack

pytestmark = pytest.mark.functional


@pytest.mark.requirement("F11")
def test_what_was_announced_is_fetched_and_told_to_the_application(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    package_id = add_customer(stack, realm_id, "Zoë & Sons")
    announce(stack, realm_id, package_id)
    assert begun(stack, company_id).task("pull_changes") == {"more": False, "wait_seconds": 0}
    shown = api.get(f"/v1/companies/{company_id}/records/customer/quickbooks-online-{realm_id}-{package_id}").json
    assert (shown["record"]["name"], shown["sync_state"], shown["origin"]) == ("Zoë & Sons", "synced", "package")
    feed = api.get(f"/v1/companies/{company_id}/changes").json
    assert [(each["kind"], each["package_id"]) for each in feed["changes"]] == [("created", package_id)]


def test_with_no_time_left_it_begins_nothing_and_asks_to_be_called_again(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    announce(stack, realm_id, add_customer(stack, realm_id, "Later"))
    assert begun(stack, company_id).task("pull_changes", seconds_left=30) == {"more": True, "wait_seconds": 0}
    assert stack.application.adapters.inbox.take(company_id, 1)


def test_a_session_that_was_overtaken_hears_so(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    session = begun(stack, company_id)
    with pytest.raises(LeaseLost):
        Session(stack, company_id, session.session_id, session.fence - 1).task("pull_changes")
