from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from bookbridge.domain.connector_keys import FREE_GUESSES

from .company_files import called, connection_of, file_of, paired, with_desktop
from .examples import connected, new_company
from .http_api import HttpApi, Reply, company_token
from .stack import Stack

pytestmark = pytest.mark.functional


def keys_of(company_id: str) -> str:
    """Where a company's connector keys are."""
    return f"/v1/companies/{company_id}/connector-keys"


def create(api: HttpApi, company_id: str, **asked: object) -> Reply:
    """Ask for a key."""
    return api.post(keys_of(company_id), asked, token=company_token(company_id))


@pytest.mark.requirement("B1")
def test_a_key_is_shown_once_with_a_password_that_is_kept_as_a_hash_only(stack: Stack, api: HttpApi) -> None:
    company_id = with_desktop(api)
    reply = create(api, company_id, label="  Office   PC ")
    assert reply.status == 201
    key = reply.json
    assert key["user_name"].startswith("bb-")
    assert len(key["user_name"]) == 13
    assert len(key["password"]) == 24
    assert (key["label"], key["mode"]) == ("Office PC", "online")
    login = stack.application.adapters.connector_keys.login(key["user_name"])
    assert login is not None
    assert login.accepts(key["password"])
    assert not login.accepts(key["password"] + " ")
    listed = api.get(keys_of(company_id))
    assert key["password"] not in listed.text
    assert key["password"] not in repr(login)
    assert [each["key_id"] for each in listed.json["connector_keys"]] == [key["key_id"]]


@pytest.mark.requirement("B1")
def test_a_key_may_be_asked_for_without_a_body(api: HttpApi) -> None:
    assert api.post(keys_of(with_desktop(api))).status == 201


@pytest.mark.requirement("B1")
def test_a_company_has_several_keys_and_each_is_revoked_by_itself(stack: Stack, api: HttpApi) -> None:
    company_id = with_desktop(api)
    first, second = (create(api, company_id, label=label).json for label in ("Office", "Home"))
    assert first["user_name"] != second["user_name"]
    assert first["password"] != second["password"]
    assert [each["label"] for each in api.get(keys_of(company_id)).json["connector_keys"]] == ["Office", "Home"]
    path = f"{keys_of(company_id)}/{first['key_id']}"
    assert api.delete(path).status == 204
    assert api.delete(path).status == 404
    assert stack.application.adapters.connector_keys.login(first["user_name"]) is None
    assert stack.application.adapters.connector_keys.login(second["user_name"]) is not None


@pytest.mark.requirement("B6")
def test_one_user_name_syncs_several_companies_in_turn(stack: Stack, api: HttpApi) -> None:
    first, second = with_desktop(api), with_desktop(api)
    made = create(api, first, mode="offline").json
    joined = create(api, second, user_name=made["user_name"], password=made["password"], label="Office")
    assert joined.status == 201
    assert (joined.json["user_name"], joined.json["mode"], joined.json["password"]) == (
        made["user_name"],
        "offline",
        None,
    )
    login = stack.application.adapters.connector_keys.login(made["user_name"])
    assert login is not None
    assert set(login.companies) == {first, second}
    again = create(api, second, user_name=made["user_name"], password=made["password"])
    assert again.status == 409
    assert joined.json["key_id"] in again.json["detail"]
    assert api.delete(f"{keys_of(first)}/{made['key_id']}").status == 204
    kept = stack.application.adapters.connector_keys.login(made["user_name"])
    assert kept is not None
    assert set(kept.companies) == {second}


@pytest.mark.requirement("B6")
def test_companies_of_one_user_name_are_of_one_mode(api: HttpApi) -> None:
    first, second = with_desktop(api), with_desktop(api)
    made = create(api, first, mode="offline").json
    reply = create(api, second, user_name=made["user_name"], password=made["password"], mode="online")
    assert (reply.status, reply.fields) == (422, ["mode"])


@pytest.mark.requirement("B1", "B6")
def test_nobody_joins_a_user_name_by_guessing(stack: Stack, api: HttpApi) -> None:
    first, second = with_desktop(api), with_desktop(api)
    made = create(api, first).json
    unknown = create(api, second, user_name="bb-nobody0000", password=made["password"])
    assert (unknown.status, unknown.fields) == (422, ["password"])
    for number in range(FREE_GUESSES):
        reply = create(api, second, user_name=made["user_name"], password=f"guess-{number}")
        assert (reply.status, reply.fields) == (422, ["password"])
    assert create(api, second, user_name=made["user_name"], password=made["password"]).status == 422
    keys = stack.application.adapters.connector_keys
    login = keys.login(made["user_name"])
    assert login is not None
    assert login.locked_until is not None
    assert login.locked_until > datetime.now(UTC)
    keys.note_guess(replace(login, locked_until=datetime.now(UTC) - timedelta(seconds=1)), login.failures)
    assert create(api, second, user_name=made["user_name"], password=made["password"]).status == 201
    forgiven = keys.login(made["user_name"])
    assert forgiven is not None
    assert forgiven.failures == 0


def test_everything_wrong_with_a_key_is_told_at_once(api: HttpApi) -> None:
    body = {"label": "x" * 101, "mode": "sideways", "user_name": "bb-somebody", "colour": "red"}
    reply = create(api, with_desktop(api), **body)
    assert (reply.status, sorted(reply.fields)) == (422, ["colour", "label", "mode", "password"])


@pytest.mark.requirement("B1")
def test_a_company_without_quickbooks_desktop_has_no_use_for_a_key(api: HttpApi) -> None:
    company_id, _realm = connected(api)
    reply = create(api, company_id)
    assert reply.status == 409
    assert "QuickBooks Online" in reply.json["detail"]
    assert create(api, new_company()).status == 404


@pytest.mark.requirement("B1")
def test_a_company_sees_and_revokes_no_key_of_another(api: HttpApi) -> None:
    mine, other = with_desktop(api), with_desktop(api)
    key_id = create(api, mine).json["key_id"]
    assert api.get(keys_of(mine), token=company_token(other)).status == 404
    assert api.delete(f"{keys_of(other)}/{key_id}", token=company_token(other)).status == 404
    assert api.get(f"{keys_of(other)}/{key_id}/bookbridge.qwc", token=company_token(other)).status == 404
    assert api.get(keys_of(other)).json == {"connector_keys": [], "next_cursor": None}


@pytest.mark.requirement("B1", "B4")
@pytest.mark.parametrize(("settings", "minutes"), [({}, "5"), ({"sync_interval_minutes": 25}, "25")])
def test_the_file_for_the_web_connector_has_everything_but_the_password(
    stack: Stack, api: HttpApi, settings: dict[str, int], minutes: str
) -> None:
    company_id = with_desktop(api, **settings)
    key = create(api, company_id).json
    reply = api.get(f"{keys_of(company_id)}/{key['key_id']}/bookbridge.qwc")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/x-qwc")
    assert reply.headers["content-disposition"] == 'attachment; filename="bookbridge.qwc"'
    assert key["password"] not in reply.text
    told = {element.tag: element.text or "" for element in ET.fromstring(reply.text).iter()}  # noqa: S314 - our own
    assert told["AppURL"] == "https://api.test/quickbooks-desktop/soap"
    assert told["AppSupport"].startswith("https://api.test/")
    assert told["FileID"] == f"{{{connection_of(stack, company_id).organisation_id}}}"
    assert (told["UserName"], told["RunEveryNMinutes"]) == (key["user_name"], minutes)


@pytest.mark.requirement("B1")
def test_companies_have_files_of_their_own_from_one_product(api: HttpApi) -> None:
    files = []
    for company_id in (with_desktop(api), with_desktop(api)):
        key_id = create(api, company_id).json["key_id"]
        text = api.get(f"{keys_of(company_id)}/{key_id}/bookbridge.qwc").text
        files.append({each.tag: each.text for each in ET.fromstring(text).iter()})  # noqa: S314 - our own
    assert files[0]["OwnerID"] == files[1]["OwnerID"]
    assert files[0]["FileID"] != files[1]["FileID"]
    assert files[0]["AppName"] != files[1]["AppName"]


@pytest.mark.requirement("B2")
def test_a_second_computer_gets_the_id_that_is_in_the_confirmed_file_already(stack: Stack, api: HttpApi) -> None:
    company_id = paired(stack, api)
    former = connection_of(stack, company_id).organisation_id
    called(stack, company_id, file_of(stack, company_id, "Hillside Ltd"))
    path = f"/v1/companies/{company_id}/connection/pairing"
    assert api.post(path, {"company_name": "Hillside Ltd", "same_books": False}).status == 200
    assert connection_of(stack, company_id).organisation_id != former
    key_id = create(api, company_id).json["key_id"]
    assert f"{{{former}}}" in api.get(f"{keys_of(company_id)}/{key_id}/bookbridge.qwc").text


def test_a_key_that_is_not_there_has_no_file(api: HttpApi) -> None:
    assert api.get(f"{keys_of(with_desktop(api))}/key-none/bookbridge.qwc").status == 404
