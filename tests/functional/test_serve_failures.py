from __future__ import annotations

import pytest

from .company_sync import failing, run_session
from .examples import new_company
from .http_api import HttpApi, company_token
from .stack import Stack

pytestmark = pytest.mark.functional


@pytest.mark.requirement("E1", "F6", "F12")
def test_a_failure_tells_the_record_the_cause_and_who_can_mend_it(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api)
    (failure,) = api.get(f"/v1/companies/{company_id}/failures").json["failures"]
    assert (failure["category"], failure["entity_type"], failure["record_id"]) == ("invoices", "invoice", "inv-0")
    assert (failure["record_number"], failure["amount"], failure["date"]) == ("INV-0", "240.00", "2026-05-01")
    assert (failure["status"], failure["attempts"]) == ("open", 1)
    assert failure["title"]
    assert failure["message"]
    assert [remedy["actor"] for remedy in failure["remedies"]]
    assert [entry["event"] for entry in failure["history"]] == ["opened"]


@pytest.mark.requirement("F13")
def test_failures_are_told_in_french_where_that_is_asked_for(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api)
    path = f"/v1/companies/{company_id}/failures"
    (english,), (french,) = (api.get(path, language=code).json["failures"] for code in ("en", "fr"))
    assert api.get(path).json["failures"] == [english]
    assert french["title"] != english["title"]
    assert french["remedies"] != english["remedies"]
    assert [each["actor"] for each in french["remedies"]] == [each["actor"] for each in english["remedies"]]
    assert (french["id"], french["code"]) == (english["id"], english["code"])
    assert api.get(path, language="xx").fields == ["language"]
    assert api.get(f"/v1/companies/{new_company()}/failures", language="fr").json["failures"] == []


@pytest.mark.requirement("A8")
def test_the_summary_counts_for_the_banner(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api, invoices=2)
    summary = api.get(f"/v1/companies/{company_id}/failures/summary").json
    assert (summary["open"], summary["by_category"]["invoices"], summary["by_category"]["clients"]) == (2, 2, 0)
    assert api.get(f"/v1/companies/{company_id}/connection").json["open_failures"] == {"invoices": 2}
    assert summary["banner"] == {
        "level": "warning",
        "text": "2 records could not be synced: 2 invoices. Review them.",
    }
    nothing = api.get(f"/v1/companies/{new_company()}/failures/summary").json
    assert nothing["open"] == 0
    assert nothing["banner"] == {"level": "none", "text": "Everything is synced."}


def test_the_list_is_narrowed_and_paged(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api, invoices=3)
    path = f"/v1/companies/{company_id}/failures"
    assert len(api.get(path, status="open,resyncing", category="invoices", entity_type="invoice").json["failures"]) == 3
    assert api.get(path, status="resolved").json == {"failures": [], "next_cursor": None}
    assert api.get(path, category="payments").json["failures"] == []
    first = api.get(path, limit=2).json
    second = api.get(path, limit=2, cursor=first["next_cursor"]).json
    assert len({failure["id"] for failure in first["failures"] + second["failures"]}) == 3
    assert api.get(f"/v1/companies/{new_company()}/failures", cursor=first["next_cursor"]).fields == ["cursor"]


def test_filters_that_are_none_are_refused_all_by_name(api: HttpApi) -> None:
    path = f"/v1/companies/{new_company()}/failures"
    reply = api.get(path, status="broken", category="rockets", entity_type="spaceship")
    assert (reply.status, sorted(reply.fields)) == (422, ["category", "entity_type", "status"])


@pytest.mark.requirement("E2")
def test_a_resync_names_who_asked_and_stays_listed(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api)
    path = f"/v1/companies/{company_id}/failures"
    (failure,) = api.get(path).json["failures"]
    reply = api.post(f"{path}/{failure['id']}/resync", token=company_token(company_id))
    assert (reply.status, reply.json["status"]) == (202, "resyncing")
    assert (reply.json["history"][-1]["event"], reply.json["history"][-1]["by"]) == ("resync", "carla")
    assert api.get(f"/v1/companies/{company_id}/records/invoice/inv-0").json["warning"] is True
    run_session(stack, company_id, "ses-2")
    (again,) = api.get(path).json["failures"]
    assert (again["id"], again["status"], again["attempts"]) == (failure["id"], "open", 2)


def test_a_failure_of_another_company_is_not_found(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api)
    (failure,) = api.get(f"/v1/companies/{company_id}/failures").json["failures"]
    assert api.post(f"/v1/companies/{new_company()}/failures/{failure['id']}/resync").status == 404
