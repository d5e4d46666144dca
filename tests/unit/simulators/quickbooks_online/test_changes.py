"""Updates, deletions and voids."""

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, payment, sale

pytestmark = pytest.mark.unit

PERIOD_CLOSED = (
    "The account period has closed and the account books cannot be updated through the QBO Services API. "
    "Please use the QBO website to make these changes."
)


def test_a_new_record_has_string_id_and_token(company: Company) -> None:
    made = company.make("Customer", {"DisplayName": "A"})
    assert (made["Id"], made["SyncToken"], made["sparse"]) == ("1", "0", False)


def test_a_sparse_update_changes_only_what_is_sent(company: Company) -> None:
    made = company.make("Customer", {"DisplayName": "A", "Notes": "old", "CompanyName": "A Ltd"})
    changed = company.make("Customer", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Notes": "new"})
    assert (changed["Notes"], changed["CompanyName"], changed["SyncToken"]) == ("new", "A Ltd", "1")


def test_a_full_update_empties_what_is_not_sent(company: Company) -> None:
    made = company.make("Customer", {"DisplayName": "A", "Notes": "old"})
    changed = company.make("Customer", {"Id": made["Id"], "SyncToken": "0", "DisplayName": "A", "CompanyName": "B"})
    assert "Notes" not in changed
    assert changed["CompanyName"] == "B"
    assert changed["Active"] is True


def test_a_sparse_update_replaces_the_lines_as_a_whole(company: Company) -> None:
    customer = company.customer()
    made = company.invoice(customer, 100)
    change = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Line": sale(customer, 30)["Line"]}
    changed = company.make("Invoice", change)
    assert (len(changed["Line"]), changed["TotalAmt"], changed["DocNumber"]) == (2, 30, made["DocNumber"])


def test_a_stale_sync_token_is_5010(company: Company) -> None:
    row_id = company.customer()
    change = {"Id": row_id, "SyncToken": "0", "sparse": True, "Notes": "x"}
    company.control("PATCH", f"/organisations/{company.realm}/Customer/{row_id}", {"Notes": "theirs"})
    error = company.post("Customer", change).error
    assert (error["code"], error["Message"]) == ("5010", "Stale Object Error")
    assert error["Detail"] == (
        "Stale Object Error : You and Olivia Bookkeeper were working on this at the same time. "
        "Olivia Bookkeeper finished before you did, so your work was not saved."
    )


def test_an_update_needs_its_sync_token_as_text(company: Company) -> None:
    row_id = company.customer()
    assert company.post("Customer", {"Id": row_id, "DisplayName": "B"}).codes == ["2020"]
    assert company.post("Customer", {"Id": row_id, "SyncToken": 0, "DisplayName": "B"}).codes == ["2020"]
    assert company.post("Customer", {"Id": row_id, "SyncToken": 1, "DisplayName": "B"}).codes == ["2120"]


def test_a_refused_change_changes_nothing(company: Company) -> None:
    customer = company.customer()
    made = company.invoice(customer, 100)
    change = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "x", "DocNumber": "9" * 22}
    assert company.post("Invoice", change).codes == ["2050"]
    stored = company.read("Invoice", made["Id"])
    assert {**stored, "time": None} == {**made, "time": None}


def test_a_deleted_transaction_is_gone_with_the_documented_texts(company: Company) -> None:
    made = company.bill(company.vendor())
    gone = {"Id": made["Id"], "SyncToken": "0"}
    reply = company.post("Bill", gone, operation="delete")
    assert reply.body["Bill"] == {"domain": "QBO", "status": "Deleted", "Id": made["Id"]}
    detail = "Object Not Found : Another user has deleted this transaction."
    for again in (company.call("GET", f"bill/{made['Id']}"), company.post("Bill", gone, operation="delete")):
        assert (again.status, again.error["code"], again.error["Detail"]) == (400, "610", detail)


@pytest.mark.parametrize("entity", ["Invoice", "SalesReceipt", "Payment"])
def test_void_sets_amounts_to_zero_and_marks_the_note(company: Company, entity: str) -> None:
    customer = company.customer()
    record = payment(customer, 9) if entity == "Payment" else sale(customer, 9)
    made = company.make(entity, {**record, "PrivateNote": "Memo"})
    how = {"operation": "void"}
    if entity == "SalesReceipt":
        how = {"operation": "update", "include": "void"}
    voided = company.make(entity, {"Id": made["Id"], "SyncToken": "0", "sparse": True}, **how)
    assert (voided["TotalAmt"], voided["PrivateNote"]) == (0, "Voided - Memo")
    assert all(line["Amount"] == 0 for line in voided["Line"])
    assert company.read(entity, made["Id"])["SyncToken"] == "1"


def test_the_older_form_voids_a_payment_too(company: Company) -> None:
    customer = company.customer()
    invoice = company.invoice(customer, 50)
    made = company.make("Payment", payment(customer, 50, ("Invoice", invoice["Id"], 50)))
    gone = {"Id": made["Id"], "SyncToken": "0", "sparse": True}
    voided = company.make("Payment", gone, operation="update", include="void")
    assert (voided["TotalAmt"], voided["UnappliedAmt"], voided["PrivateNote"]) == (0, 0, "Voided")
    assert company.read("Invoice", invoice["Id"])["Balance"] == 50


@pytest.mark.parametrize(
    ("entity", "params"),
    [
        ("Bill", {"operation": "void"}),
        ("CreditMemo", {"operation": "void"}),
        ("Invoice", {"operation": "update", "include": "void"}),
        ("SalesReceipt", {"operation": "void"}),
        ("Invoice", {"operation": "explode"}),
    ],
)
def test_an_operation_an_entity_does_not_have_is_500(company: Company, entity: str, params: dict[str, str]) -> None:
    error = company.post(entity, {"Id": "1", "SyncToken": "0"}, **params).error
    assert (error["code"], error["Message"]) == ("500", "Unsupported operation")
    assert error["Detail"].endswith("is not supported.")


def test_tax_codes_are_only_read(company: Company) -> None:
    assert company.post("TaxCode", {"Name": "New"}).codes == ["500"]
    assert company.read("TaxCode", "NON")["Taxable"] is False


def test_nothing_is_dated_into_a_closed_period(company: Company) -> None:
    customer = company.customer()
    open_one = company.invoice(customer, TxnDate="2026-03-31")
    company.control("PUT", f"/organisations/{company.realm}", {"book_close_date": "2026-03-31"})
    error = company.post("Invoice", sale(customer, TxnDate="2026-03-31")).error
    assert (error["code"], error["Detail"]) == ("6210", PERIOD_CLOSED)
    assert error["Message"] == "Account Period Closed, Cannot Update Through Services API"
    token = {"Id": open_one["Id"], "SyncToken": "0"}
    assert company.post("Invoice", {**token, "sparse": True, "TxnDate": "2026-04-01"}).codes == ["6210"]
    assert company.post("Invoice", token, operation="delete").codes == ["6210"]
    assert company.post("Invoice", token, operation="void").codes == ["6210"]
    company.invoice(customer, TxnDate="2026-04-01")


def test_the_closing_date_is_in_the_preferences_and_read_only(company: Company) -> None:
    assert "BookCloseDate" not in company.call("GET", "preferences").body["Preferences"]["AccountingInfoPrefs"]
    company.control("PUT", f"/organisations/{company.realm}", {"book_close_date": "2026-03-31"})
    prefs = company.call("GET", "preferences").body["Preferences"]
    assert prefs["AccountingInfoPrefs"]["BookCloseDate"] == "2026-03-31"
    change = {
        "Id": "1",
        "SyncToken": prefs["SyncToken"],
        "sparse": True,
        "AccountingInfoPrefs": {"BookCloseDate": "2020-01-01", "TrackDepartments": True},
    }
    changed = company.make("Preferences", change)["AccountingInfoPrefs"]
    assert (changed["BookCloseDate"], changed["TrackDepartments"]) == ("2026-03-31", True)
    assert changed["UseAccountNumbers"] is True


def test_an_ended_subscription_refuses_writes_but_answers_reads(company: Company) -> None:
    row_id = company.customer()
    company.control("PUT", f"/organisations/{company.realm}", {"subscription_ended": True})
    error = company.post("Customer", {"DisplayName": "B"}).error
    assert (error["code"], error["Message"]) == ("6190", "Invalid Company Status")
    company.read("Customer", row_id)


def test_the_company_names_itself(company: Company) -> None:
    info = company.call("GET", f"companyinfo/{company.realm}").body["CompanyInfo"]
    assert (info["CompanyName"], info["Country"]) == ("Craig's Landscaping", "US")
