from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bookbridge.domain.errors import LeaseLost

from .company_files import (
    DESKTOP,
    at_work,
    called,
    confirm,
    connection_of,
    file_of,
    opened_failure,
    paired,
    path_of,
    shown,
    with_desktop,
)
from .examples import connected, new_company
from .http_api import HttpApi
from .stack import Stack

pytestmark = pytest.mark.functional


@pytest.mark.requirement("B1", "B2")
def test_a_new_connection_gets_a_file_id_of_its_own_and_waits_for_a_call(api: HttpApi) -> None:
    company_id, other = new_company(), new_company()
    ids = [
        api.put(path_of(each), {"package": DESKTOP, "organisation_id": "MINE"}).json["organisation_id"]
        for each in (company_id, other)
    ]
    assert len({*ids, "MINE"}) == 3
    told = shown(api, company_id)
    assert (told["status"], told["pairing"]["state"], told["next_sync_at"]) == ("pending", "none", None)
    again = api.put(path_of(company_id), {"package": DESKTOP, "settings": {"language": "fr"}}).json
    assert again["organisation_id"] == ids[0]


def test_a_package_without_company_files_has_no_pairing(api: HttpApi) -> None:
    company_id, _realm = connected(api)
    assert shown(api, company_id)["pairing"] is None
    reply = confirm(api, company_id)
    assert reply.status == 409
    assert "QuickBooks Online" in reply.json["detail"]


@pytest.mark.requirement("B2")
def test_nothing_is_confirmed_before_a_company_file_has_called(api: HttpApi) -> None:
    reply = confirm(api, with_desktop(api))
    assert reply.status == 409
    assert "Update Selected" in reply.json["detail"]
    assert confirm(api, new_company()).status == 404


@pytest.mark.requirement("B2")
def test_the_company_file_that_called_is_shown_and_confirmed_by_its_name(stack: Stack, api: HttpApi) -> None:
    company_id = with_desktop(api)
    file = file_of(stack, company_id)
    called(stack, company_id, file)
    found = shown(api, company_id)
    assert (found["status"], found["pairing"]["state"]) == ("pending", "found")
    assert found["pairing"]["found"] == file.as_json()
    refused = confirm(api, company_id, "Hillside Ltd")
    assert (refused.status, refused.fields) == (422, ["company_name"])
    assert shown(api, company_id)["status"] == "pending"
    reply = confirm(api, company_id, "riverside ltd", history_from="2026-01-01")
    assert reply.status == 200
    pairing = reply.json["pairing"]
    assert (reply.json["status"], reply.json["organisation_name"]) == ("connected", "Riverside Ltd")
    assert (pairing["state"], pairing["found"], pairing["confirmed"]) == ("confirmed", None, file.as_json())
    assert pairing["confirmed_at"]
    reading = stack.application.adapters.readings.get(company_id)
    assert (reading.history_from, reading.is_first, reading.cursors) == (date(2026, 1, 1), True, {})


@pytest.mark.requirement("B2")
def test_a_confirmation_that_comes_twice_changes_nothing_more(stack: Stack, api: HttpApi) -> None:
    company_id = paired(stack, api)
    readings = stack.application.adapters.readings
    readings.save(replace(readings.get(company_id), deleted_until=datetime.now(UTC)))
    first = shown(api, company_id)
    reply = confirm(api, company_id)
    assert reply.status == 200
    assert reply.json["pairing"] == first["pairing"]
    assert not readings.get(company_id).is_first


@pytest.mark.requirement("B2", "A8")
def test_the_same_books_under_another_name_keep_their_id_and_are_read_anew(stack: Stack, api: HttpApi) -> None:
    company_id = paired(stack, api)
    readings = stack.application.adapters.readings
    readings.save(replace(readings.get(company_id), deleted_until=datetime.now(UTC), cursors={"Vendor": _hour_ago()}))
    organisation_id = connection_of(stack, company_id).organisation_id
    called(stack, company_id, file_of(stack, company_id, "Riverside & Sons Ltd"))
    opened_failure(stack, company_id, "wrong_company")
    told = shown(api, company_id)
    assert (told["status"], told["status_label"], told["pairing"]["state"]) == (
        "wrong_company",
        "Not Connected",
        "other_file",
    )
    assert told["open_failures"] == {"connection": 1}
    unsaid = confirm(api, company_id, "Riverside & Sons Ltd")
    assert (unsaid.status, unsaid.fields) == (422, ["same_books"])
    settled = confirm(api, company_id, "Riverside & Sons Ltd", same_books=True).json
    assert (settled["status"], settled["organisation_id"]) == ("connected", organisation_id)
    assert (settled["pairing"]["state"], settled["open_failures"]) == ("confirmed", {})
    assert readings.get(company_id).is_first
    assert readings.get(company_id).cursors == {}


@pytest.mark.requirement("B2")
def test_other_books_begin_with_an_id_of_their_own(stack: Stack, api: HttpApi) -> None:
    company_id = paired(stack, api)
    organisation_id = connection_of(stack, company_id).organisation_id
    called(stack, company_id, file_of(stack, company_id, "Hillside Ltd"))
    settled = confirm(api, company_id, "Hillside Ltd", same_books=False).json
    assert (settled["status"], settled["organisation_name"]) == ("connected", "Hillside Ltd")
    assert settled["organisation_id"] != organisation_id
    assert stack.application.adapters.readings.get(company_id).is_first


@pytest.mark.requirement("B2")
def test_an_older_copy_stops_the_sync_until_it_is_confirmed(stack: Stack, api: HttpApi) -> None:
    company_id = paired(stack, api)
    readings = stack.application.adapters.readings
    readings.save(replace(readings.get(company_id), halted="company_file_restored"))
    called(stack, company_id, file_of(stack, company_id))
    assert shown(api, company_id)["pairing"]["state"] == "restored"
    assert confirm(api, company_id).fields == ["same_books"]
    reply = confirm(api, company_id, same_books=True, restored_on=date.today().isoformat())  # noqa: DTZ011 - a day
    assert (reply.json["status"], reply.json["pairing"]["state"]) == ("connected", "confirmed")
    assert "restored_company_file" in [each["code"] for each in reply.json["pairing"]["advice"]]
    assert readings.get(company_id).halted == ""


@pytest.mark.requirement("B2")
def test_a_session_that_is_still_under_way_writes_nothing_over_a_confirmation(stack: Stack, api: HttpApi) -> None:
    company_id = paired(stack, api)
    hold = at_work(stack, company_id)
    readings = stack.application.adapters.readings
    late = replace(readings.get(company_id), fence=hold.fence, halted="late")
    called(stack, company_id, file_of(stack, company_id, "Riverside & Sons Ltd"))
    assert confirm(api, company_id, "Riverside & Sons Ltd", same_books=True).status == 200
    with pytest.raises(LeaseLost):
        readings.save(late)


@pytest.mark.requirement("B1")
def test_the_company_file_of_another_company_cannot_be_confirmed(stack: Stack, api: HttpApi) -> None:
    theirs = paired(stack, api)
    company_id = with_desktop(api)
    called(stack, company_id, file_of(stack, theirs))
    reply = confirm(api, company_id)
    assert reply.status == 409
    assert "belongs to another company" in reply.json["detail"]
    assert theirs not in reply.text
    assert shown(api, company_id)["status"] == "pending"


def test_everything_wrong_with_a_confirmation_is_told_at_once(api: HttpApi) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    body = {"same_books": "yes", "history_from": "May", "file_size_mb": -1, "restored_on": tomorrow, "colour": "red"}
    reply = api.post(f"{path_of(with_desktop(api))}/pairing", body)
    assert reply.status == 422
    assert sorted(reply.fields) == [
        "colour",
        "company_name",
        "file_size_mb",
        "history_from",
        "restored_on",
        "same_books",
    ]


@pytest.mark.requirement("B7")
def test_advice_for_the_first_sync_is_told_in_the_language_of_the_connection(stack: Stack, api: HttpApi) -> None:
    company_id = with_desktop(api, language="fr")
    called(stack, company_id, file_of(stack, company_id))
    advice = confirm(api, company_id, file_size_mb=912).json["pairing"]["advice"]
    assert [each["code"] for each in advice] == ["single_user_mode", "first_sync_takes_time", "large_company_file"]
    assert "912 Mo" in advice[2]["text"]
    readings = stack.application.adapters.readings
    readings.save(replace(readings.get(company_id), deleted_until=datetime.now(UTC)))
    assert shown(api, company_id)["pairing"]["advice"] == []


def _hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)
