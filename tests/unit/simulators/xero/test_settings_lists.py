"""Items, accounts, tax rates, currencies, tracking categories (section 5)."""

import pytest

from tests.unit.simulators.xero.tenant import Json, Tenant, line

pytestmark = pytest.mark.unit


def account(tenant: Tenant, code: str) -> Json:
    return next(each for each in tenant.list("Accounts") if each.get("Code") == code)


def test_an_item_code_is_unique(tenant: Tenant) -> None:
    tenant.make("Items", {"Code": "abc"})
    reply = tenant.call("PUT", "Items", {"Items": [{"Code": "abc"}]})
    assert reply.message == "Price List Item with Code 'abc' already exists"


def test_an_item_fills_what_a_line_leaves_out(tenant: Tenant) -> None:
    sales = {"UnitPrice": 12.5, "AccountCode": "260", "TaxType": "OUTPUT"}
    tenant.make("Items", {"Code": "abc", "Description": "A hammer", "SalesDetails": sales})
    made = tenant.invoice(LineItems=[{"ItemCode": "abc", "Quantity": 2}])["LineItems"][0]
    assert (made["Description"], made["UnitAmount"], made["AccountCode"]) == ("A hammer", 12.5, "260")
    assert (made["LineAmount"], made["TaxAmount"]) == (25, 2.06)
    reply = tenant.call("PUT", "Invoices", tenant.document(LineItems=[line(1, ItemCode="xyz")]))
    assert reply.message == "Item code 'xyz' is not valid"


def test_a_deleted_item_just_vanishes(tenant: Tenant) -> None:
    item = tenant.make("Items", {"Code": "abc"})["ItemID"]
    assert tenant.call("DELETE", f"Items/{item}").status == 204
    assert tenant.list("Items", tenant.headers(If_Modified_Since="2020-01-01T00:00:00")) == []
    assert tenant.call("GET", f"Items/{item}").status == 404
    assert tenant.make("Items", {"Code": "abc"})["ItemID"] != item


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"Name": "x"}, "The Code field is mandatory"),
        ({"Code": "x" * 31}, "Item Code is too long. Maximum of 30 characters allowed"),
        ({"Code": "a", "Name": "x" * 51}, "Item Name is too long. Maximum of 50 characters allowed"),
        (
            {"Code": "a", "SalesDetails": {"AccountCode": "999"}},
            "Account code '999' is not a valid code for this document.",
        ),
    ],
)
def test_an_item_that_is_wrong_is_refused(tenant: Tenant, record: Json, message: str) -> None:
    assert tenant.call("PUT", "Items", {"Items": [record]}).message == message


def test_at_most_five_hundred_items_come_at_once(tenant: Tenant) -> None:
    items = [{"Code": str(number)} for number in range(501)]
    assert tenant.call("PUT", "Items", {"Items": items}).status == 400
    assert tenant.call("PUT", "Items", {"Items": items[1:]}).status == 200


def test_prices_keep_four_decimals_only_when_asked_to(tenant: Tenant) -> None:
    record = {"Code": "a", "SalesDetails": {"UnitPrice": 1.2345}}
    assert tenant.make("Items", record)["SalesDetails"]["UnitPrice"] == 1.23
    fine = tenant.make("Items", {**record, "Code": "b"}, unitdp="4")
    assert fine["SalesDetails"]["UnitPrice"] == 1.2345


def test_the_chart_has_the_usual_accounts(tenant: Tenant) -> None:
    kinds = {each.get("Code"): (each["Type"], each["Class"]) for each in tenant.list("Accounts")}
    assert kinds["200"] == ("REVENUE", "REVENUE")
    assert kinds["090"] == ("BANK", "ASSET")
    assert kinds["400"] == kinds["429"] == ("EXPENSE", "EXPENSE")
    assert kinds["310"] == ("DIRECTCOSTS", "EXPENSE")
    assert (account(tenant, "610")["SystemAccount"], account(tenant, "800")["SystemAccount"]) == (
        "DEBTORS",
        "CREDITORS",
    )


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"Code": "201", "Name": "Sales", "Type": "SALES"}, "Please enter a unique Name."),
        ({"Code": "200", "Name": "More", "Type": "SALES"}, "Please enter a unique Code."),
        (
            {"Code": "20000000001", "Name": "A", "Type": "SALES"},
            "Account Code is too long. Maximum of 10 characters allowed",
        ),
        ({"Name": "A", "Type": "SALES"}, "The Code field is mandatory"),
        ({"Code": "1", "Name": "A"}, "The Type field is mandatory"),
        ({"Name": "A", "Type": "BANK"}, "The BankAccountNumber field is mandatory"),
        (
            {"Name": "A", "Type": "BANK", "BankAccountNumber": "1", "CurrencyCode": "EUR"},
            "Organisation is not subscribed to currency EUR",
        ),
    ],
)
def test_an_account_that_is_wrong_is_refused(tenant: Tenant, record: Json, message: str) -> None:
    assert tenant.call("PUT", "Accounts", record).message == message


def test_accounts_and_tax_rates_come_one_at_a_time(tenant: Tenant) -> None:
    two = [{"Code": code, "Name": code, "Type": "SALES"} for code in ("1", "2")]
    assert tenant.call("PUT", "Accounts", {"Accounts": two}).status == 400
    assert tenant.call("PUT", "Accounts", {"Accounts": two[:1]}).status == 200
    rates = [{"Name": name, "TaxComponents": [{"Name": "x", "Rate": 1}]} for name in ("a", "b")]
    assert tenant.call("PUT", "TaxRates", {"TaxRates": rates}).status == 400


def test_accounts_do_not_fill_the_status_of_an_element(tenant: Tenant) -> None:
    body = {"Accounts": [{"Code": "200", "Name": "x", "Type": "SALES"}]}
    reply = tenant.call("PUT", "Accounts", body, summarizeErrors="false")
    assert reply.status == 200
    assert "StatusAttributeString" not in reply.body["Accounts"][0]
    assert reply.message == "Please enter a unique Code."


def test_an_archived_account_can_only_change_its_status(tenant: Tenant) -> None:
    row_id = account(tenant, "404")["AccountID"]
    assert tenant.change("Accounts", row_id, Status="ARCHIVED").status == 200
    assert tenant.change("Accounts", row_id, Name="x").message == "Can only update STATUS on Archived accounts"
    assert tenant.change("Accounts", row_id, Status="ACTIVE").status == 200
    assert tenant.change("Accounts", row_id, Name="x").body["Accounts"][0]["Name"] == "x"


def test_a_system_account_cannot_be_archived(tenant: Tenant) -> None:
    row_id = account(tenant, "610")["AccountID"]
    assert tenant.change("Accounts", row_id, Status="ARCHIVED").message == "Cannot archive System accounts"
    assert tenant.call("DELETE", f"Accounts/{row_id}").status == 400


def test_a_deleted_account_vanishes_unless_it_was_used(tenant: Tenant) -> None:
    tenant.pay(tenant.invoice()["InvoiceID"], 5)
    assert tenant.call("DELETE", f"Accounts/{account(tenant, '090')['AccountID']}").status == 400
    row_id = account(tenant, "404")["AccountID"]
    assert tenant.call("DELETE", f"Accounts/{row_id}").status == 200
    assert row_id not in [each["AccountID"] for each in tenant.list("Accounts")]
    assert tenant.make("Accounts", {"Code": "404", "Name": "Bank Fees", "Type": "EXPENSE"})["AccountID"] != row_id


def test_a_tax_rate_gets_a_tax_type_and_adds_its_components_up(tenant: Tenant) -> None:
    parts = [{"Name": "State", "Rate": 7.5}, {"Name": "Local", "Rate": 2, "IsCompound": True}]
    made = tenant.make("TaxRates", {"Name": "Both", "TaxComponents": parts})
    assert (made["TaxType"], made["EffectiveRate"], made["DisplayTaxRate"]) == ("TAX001", 9.65, 9.65)
    assert tenant.invoice(LineItems=[line(100, TaxType="TAX001")])["TotalTax"] == 9.65
    assert tenant.call("PUT", "TaxRates", {"Name": "Both", "TaxComponents": parts}).status == 400
    assert tenant.call("PUT", "TaxRates", {"Name": "None"}).status == 400
    assert tenant.call("POST", "TaxRates", {"TaxType": "TAX001", "Status": "DELETED"}).status == 200
    assert "TAX001" not in [each["TaxType"] for each in tenant.list("TaxRates")]


def test_currencies_are_those_subscribed_to(tenant: Tenant) -> None:
    assert [each["Code"] for each in tenant.list("Currencies")] == ["USD"]
    tenant.organisation(currencies=["EUR", "GBP"])
    assert [each["Code"] for each in tenant.list("Currencies")] == ["USD", "EUR", "GBP"]
    tenant.organisation(currencies=["GBP"])
    assert [each["Code"] for each in tenant.list("Currencies")] == ["USD", "GBP"]
    assert tenant.make("Currencies", {"Code": "NZD"})["Description"] == "NZD"


def test_there_are_at_most_two_tracking_categories(tenant: Tenant) -> None:
    region, department = tenant.list("TrackingCategories")
    assert (region["Name"], department["Name"]) == ("Region", "Department")
    assert tenant.call("PUT", "TrackingCategories", {"Name": "Job"}).status == 400
    tenant.change("TrackingCategories", department["TrackingCategoryID"], Status="ARCHIVED")
    job = tenant.make("TrackingCategories", {"Name": "Job"})["TrackingCategoryID"]
    path = f"TrackingCategories/{job}/Options"
    (option,) = tenant.call("PUT", path, {"Options": [{"Name": "Roof"}]}).body["Options"]
    tracked = tenant.invoice(LineItems=[line(1, Tracking=[{"Name": "Job", "Option": "roof"}])])["LineItems"][0]
    assert tracked["Tracking"] == [
        {"Name": "Job", "Option": "Roof", "TrackingCategoryID": job, "TrackingOptionID": option["TrackingOptionID"]}
    ]


@pytest.mark.parametrize(
    "tracking",
    [
        [{"Name": "Region", "Option": "Moon"}],
        [{"Name": "Planet", "Option": "North"}],
        [{"Name": "Region", "Option": "North"}] * 3,
    ],
)
def test_tracking_that_is_not_there_is_refused(tenant: Tenant, tracking: list[Json]) -> None:
    reply = tenant.call("PUT", "Invoices", tenant.document(LineItems=[line(1, Tracking=tracking)]))
    assert reply.status == 400
