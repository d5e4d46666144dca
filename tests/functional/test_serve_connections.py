from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bookbridge.entrypoints.oauth_state import write_state

from .company_sync import begun
from .examples import connected, new_company, new_realm
from .http_api import HttpApi, company_token
from .stack import PACKAGE, TOKEN_KEY, Stack, without_registration

pytestmark = pytest.mark.functional


def path_of(company_id: str) -> str:
    """Where a company's connection is."""
    return f"/v1/companies/{company_id}/connection"


def consent(api: HttpApi, company_id: str, realm_id: str) -> tuple[str, str]:
    """The customer consents in the browser; returns the state and the code that come back."""
    location = api.get(f"{path_of(company_id)}/authorize").headers["location"]
    asked = parse_qs(urlsplit(location).query)
    assert asked["redirect_uri"] == [f"https://api.test/oauth/{PACKAGE}/callback"]
    simulator = api.stack.simulator
    simulator.consent_for = realm_id
    parts = urlsplit(location)
    status, headers, _body = simulator.handle("GET", parts.path, parts.query)
    assert status == 302
    back = parse_qs(urlsplit({name.lower(): value for name, value in headers.items()}["location"]).query)
    return back["state"][0], back["code"][0]


def test_a_new_connection_waits_for_consent(api: HttpApi) -> None:
    reply = api.put(path_of(new_company()), {"package": PACKAGE, "settings": {"sync_interval_minutes": 15}})
    assert reply.status == 200
    assert (reply.json["status"], reply.json["settings"]["sync_interval_minutes"]) == ("pending", 15)


@pytest.mark.requirement("B5")
def test_the_connection_shows_the_session_at_work(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    quiet = api.get(path_of(company_id)).json
    assert (quiet["status"], quiet["status_label"], quiet["session"]) == ("connected", "Connected", None)
    assert quiet["organisation_id"] == realm_id
    session = begun(stack, company_id)
    session.task("pull_changes")
    busy = api.get(path_of(company_id)).json
    assert (busy["status"], busy["status_label"]) == ("synchronizing", "Not Connected")
    assert busy["session"]["holder"] == "cloud session ses-1"
    assert busy["session"]["minutes_left"] == 30
    assert busy["session"]["progress"]["calls"] >= 1


def test_unknown_settings_are_refused_all_by_name(api: HttpApi) -> None:
    settings = {
        "sync_intervall_minutes": 5,
        "colour": "red",
        "language": "xx",
        "tax": {"rate": "20"},
        "notify": {"emails": ["books@riverside.example", "nobody"], "sms": True},
    }
    reply = api.put(path_of(new_company()), {"package": PACKAGE, "settings": settings, "organization": "1"})
    assert reply.status == 422
    assert sorted(reply.fields) == [
        "organization",
        "settings.colour",
        "settings.language",
        "settings.notify.emails.1",
        "settings.notify.sms",
        "settings.sync_intervall_minutes",
        "settings.tax.rate",
    ]


def test_an_unknown_package_is_refused(api: HttpApi) -> None:
    assert api.put(path_of(new_company()), {"package": "abacus"}).fields == ["package"]


def test_a_package_that_the_operator_has_no_registration_with_is_refused(
    stack: Stack, api: HttpApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_registration(stack, monkeypatch)
    reply = api.put(path_of(new_company()), {"package": PACKAGE})
    assert reply.fields == ["package"]
    assert f"{PACKAGE} is not set up here" in reply.json["errors"][0]["message"]


@pytest.mark.requirement("B4", "C5")
def test_the_connection_shows_how_often_it_is_polled_whether_that_was_set_or_not(api: HttpApi) -> None:
    company_id = new_company()
    usual = api.put(path_of(company_id), {"package": PACKAGE}).json
    chosen = api.put(path_of(company_id), {"settings": {"sync_interval_minutes": 5}}).json
    again = api.put(path_of(company_id), {"settings": {"sync_interval_minutes": None}}).json
    assert [shown["settings"]["sync_interval_minutes"] for shown in (usual, chosen, again)] == [15, 5, 15]


@pytest.mark.requirement("F4")
def test_a_parked_connection_says_until_when(stack: Stack, api: HttpApi) -> None:
    company_id = new_company()
    assert api.put(path_of(company_id), {"package": PACKAGE}).json["parked_until"] is None
    until = (datetime.now(UTC) + timedelta(hours=2)).replace(microsecond=0)
    stack.application.adapters.connections.park(company_id, until)
    assert datetime.fromisoformat(api.get(path_of(company_id)).json["parked_until"]) == until


def test_settings_that_are_not_named_stay(api: HttpApi) -> None:
    company_id = new_company()
    api.put(path_of(company_id), {"package": PACKAGE, "settings": {"language": "fr"}})
    api.put(path_of(company_id), {"settings": {"sync_interval_minutes": 30}})
    settings = api.get(path_of(company_id)).json["settings"]
    assert (settings["language"], settings["sync_interval_minutes"]) == ("fr", 30)


def test_a_connection_that_is_not_there_is_not_found(api: HttpApi) -> None:
    for reply in (
        api.get(path_of(new_company())),
        api.delete(path_of(new_company())),
        api.get(f"{path_of(new_company())}/authorize"),
    ):
        assert reply.status == 404


@pytest.mark.parametrize(
    ("raw", "headers", "status"),
    [
        (b'{"package": ', {}, 400),
        (b'{"package": NaN}', {}, 400),
        (b'{"package": "\\ud800"}', {}, 400),
        (b"[" * 100_000, {}, 400),
        (b"\xff\xfe", {"content-type": "application/octet-stream"}, 415),
        (b"package=x", {"content-type": "application/x-www-form-urlencoded"}, 415),
        (b'["package"]', {}, 422),
        (b'{"package": "' + b"a" * 1024 * 1024 + b'"}', {}, 413),
        (b'{"package": "' + b"a" * 1024 * 1024 + b'"}', {"content-type": "application/octet-stream"}, 413),
    ],
    ids=["cut off", "no number", "half a character", "deep", "binary", "a form", "a list", "oversized", "in base64"],
)
def test_a_body_that_cannot_be_read_is_refused(api: HttpApi, raw: bytes, headers: dict[str, str], status: int) -> None:
    assert api.send("PUT", path_of(new_company()), raw=raw, headers=headers).status == status


def test_a_body_without_a_content_type_is_read_as_json(api: HttpApi) -> None:
    raw = b'{"package": "quickbooks-online"}'
    assert api.send("PUT", path_of(new_company()), raw=raw, headers={"content-type": ""}).status == 200


def test_a_consent_connects_the_company(api: HttpApi) -> None:
    company_id, realm_id = new_company(), new_realm()
    api.stack.simulator.add_organisation(realm_id, "Riverside")
    api.put(path_of(company_id), {"package": PACKAGE})
    state, code = consent(api, company_id, realm_id)
    reply = api.get(f"/oauth/{PACKAGE}/callback", token=None, state=state, code=code, realmId=realm_id)
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "QuickBooks Online is connected" in reply.text
    shown = api.get(path_of(company_id)).json
    assert (shown["status"], shown["organisation_id"]) == ("connected", realm_id)
    again = api.get(f"/oauth/{PACKAGE}/callback", token=None, state=state, code=code, realmId=realm_id)
    assert again.status == 400


def test_an_organisation_of_another_company_is_not_connected_twice(api: HttpApi) -> None:
    _company, realm_id = connected(api)
    company_id = new_company()
    api.put(path_of(company_id), {"package": PACKAGE})
    state, code = consent(api, company_id, realm_id)
    reply = api.get(f"/oauth/{PACKAGE}/callback", token=None, state=state, code=code, realmId=realm_id)
    assert (reply.status, reply.headers["content-type"]) == (409, "text/html; charset=utf-8")
    assert api.get(path_of(company_id)).json["status"] == "pending"


def test_a_customer_who_declines_reads_so_and_no_markup_of_others(api: HttpApi) -> None:
    company_id = new_company()
    api.put(path_of(company_id), {"package": PACKAGE})
    state = write_state(lambda: TOKEN_KEY, company_id, PACKAGE)
    reply = api.get(f"/oauth/{PACKAGE}/callback", token=None, state=state, error="<b>access_denied</b>")
    assert reply.status == 422
    assert "is not connected" in reply.text
    assert "<b>" not in reply.text


@pytest.mark.parametrize(
    "state",
    [
        "",
        "nonsense",
        write_state(lambda: "another key of sufficient length to be one", "acme", PACKAGE),
        write_state(lambda: TOKEN_KEY, "acme", "xero"),
    ],
    ids=["none", "nonsense", "another key", "another package"],
)
def test_a_state_that_was_not_given_out_here_completes_nothing(api: HttpApi, state: str) -> None:
    reply = api.get(f"/oauth/{PACKAGE}/callback", token=None, state=state, code="a-code", realmId="1")
    assert (reply.status, reply.json["type"]) == (400, "urn:bookbridge:problem:invalid-state")


def test_the_callback_of_an_unknown_package_is_not_there(api: HttpApi) -> None:
    assert api.get("/oauth/abacus/callback", token=None, state="x").status == 404


def test_a_token_of_the_api_is_no_state(api: HttpApi) -> None:
    state = company_token("acme")
    assert api.get(f"/oauth/{PACKAGE}/callback", token=None, state=state, code="a-code").status == 400


def test_credentials_are_checked_all_at_once_and_never_shown(api: HttpApi) -> None:
    company_id = new_company()
    api.put(path_of(company_id), {"package": PACKAGE})
    reply = api.put(f"{path_of(company_id)}/credentials", {"access_token": 1, "expires_in": "soon", "colour": "red"})
    assert reply.status == 422
    assert sorted(reply.fields) == ["access_token", "colour", "expires_in", "organisation_id", "refresh_token"]
    connected_id, _realm = connected(api)
    shown = api.get(path_of(connected_id)).text
    assert "access_token" not in shown
    assert "refresh_token" not in shown


@pytest.mark.requirement("C8")
def test_disconnecting_keeps_everything_but_the_tokens(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    reply = api.delete(path_of(company_id))
    assert (reply.status, reply.json["status"], reply.json["token_expires_at"]) == (200, "not_connected", None)
    assert stack.application.adapters.credentials.get(company_id) is None


def test_companies_are_listed_page_by_page(api: HttpApi) -> None:
    mine = {connected(api)[0] for _ in range(3)}
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = api.get("/v1/companies", limit=2, **({"cursor": cursor} if cursor else {})).json
        assert len(page["companies"]) <= 2
        seen += [company["company_id"] for company in page["companies"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert mine <= set(seen)
    assert len(seen) == len(set(seen))
