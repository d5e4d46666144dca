"""Pages, filters and conditions (section 2)."""

import pytest

from tests.unit.simulators.xero.tenant import Json, Tenant

pytestmark = pytest.mark.unit


def numbers(tenant: Tenant, headers: dict[str, str] | None = None, **params: str) -> list[str]:
    return [each["InvoiceNumber"] for each in tenant.list("Invoices", headers, **params)]


@pytest.fixture
def tenant(tenant: Tenant) -> Tenant:
    """Three sales, one minute apart, and a bill."""
    for number, amount in (("A-1", 10), ("A-2", 20), ("B-1", 30)):
        tenant.invoice(amount, InvoiceNumber=number, Reference=f"ref {number}")
        tenant.simulator.clock.advance(60)
    tenant.bill(40, InvoiceNumber="A-1", Contact={"Name": "Sid"})
    return tenant


def test_pages_have_line_items_and_tell_how_many_there_are(tenant: Tenant) -> None:
    reply = tenant.call("GET", "Invoices", page="1", pageSize="3")
    assert reply.body["pagination"] == {"page": 1, "pageSize": 3, "pageCount": 2, "itemCount": 4}
    assert all(each["LineItems"] for each in reply.body["Invoices"])
    assert len(tenant.list("Invoices", page="2", pageSize="3")) == 1
    assert tenant.list("Invoices", page="3", pageSize="3") == []
    assert tenant.call("GET", "Invoices", page="1").body["pagination"]["pageSize"] == 100


def test_a_list_without_a_page_is_whole_but_has_no_line_items(tenant: Tenant) -> None:
    reply = tenant.call("GET", "Invoices", pageSize="1")
    assert len(reply.body["Invoices"]) == 4
    assert "pagination" not in reply.body
    assert "LineItems" not in reply.body["Invoices"][0]
    assert "LineItems" not in tenant.list("Invoices", page="1", summaryOnly="true")[0]


def test_settings_are_not_paged(tenant: Tenant) -> None:
    reply = tenant.call("GET", "Accounts", page="1", pageSize="1")
    assert "pagination" not in reply.body
    assert len(reply.body["Accounts"]) > 10


@pytest.mark.parametrize("params", [{"page": "0"}, {"page": "x"}, {"page": "1", "pageSize": "1001"}])
def test_a_senseless_page_is_400(tenant: Tenant, params: Json) -> None:
    assert tenant.call("GET", "Invoices", **params).status == 400


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("2026-05-04T18:30:14", ["A-1", "A-2", "B-1", "A-1"]),
        ("2026-05-04T18:30:15", ["A-2", "B-1", "A-1"]),
        ("2026-05-04T18:32:15", ["A-1"]),
        ("2026-05-04T18:33:15", []),
        ("yesterday", ["A-1", "A-2", "B-1", "A-1"]),
    ],
)
def test_if_modified_since_counts_in_whole_seconds_and_leaves_out_its_own(
    tenant: Tenant, since: str, found: list[str]
) -> None:
    assert numbers(tenant, tenant.headers(If_Modified_Since=since)) == found


def test_if_modified_since_sees_every_change_of_a_record_once(tenant: Tenant) -> None:
    invoice = tenant.list("Invoices")[0]["InvoiceID"]
    for reference in ("x", "y"):
        tenant.simulator.clock.advance(60)
        tenant.change("Invoices", invoice, Reference=reference)
    assert numbers(tenant, tenant.headers(If_Modified_Since="2026-05-04T18:33:15")) == ["A-1"]


def test_a_clock_that_is_moved_back_does_not_lose_records(tenant: Tenant) -> None:
    tenant.simulator.clock.advance(-3600)
    tenant.invoice(InvoiceNumber="Z")
    assert "Z" in numbers(tenant, tenant.headers(If_Modified_Since="2026-05-04T17:30:00"))
    assert "Z" not in numbers(tenant, tenant.headers(If_Modified_Since="2026-05-04T18:00:00"))


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ('Type=="ACCREC"', ["A-1", "A-2", "B-1"]),
        ('Type=="ACCPAY" AND InvoiceNumber=="A-1"', ["A-1"]),
        ('InvoiceNumber == "A-1"', ["A-1", "A-1"]),
        ('InvoiceNumber=="a-1"', []),
        ('InvoiceNumber!="A-1"', ["A-2", "B-1"]),
        ("Total>10 AND Total<=30", ["A-2", "B-1"]),
        ("Total<20 OR Total>=40", ["A-1", "A-1"]),
        ('(Total==10 || Total==20) && Type=="ACCREC"', ["A-1", "A-2"]),
        ('Total==10 OR Total==20 AND InvoiceNumber=="B-1"', ["A-1"]),
        ('InvoiceNumber.StartsWith("B")', ["B-1"]),
        ('Reference.Contains("A-")', ["A-1", "A-2"]),
        ('Contact.Name.EndsWith("id")', ["A-1"]),
        ('Contact.Name=="Sid"', ["A-1"]),
        ("Date>=DateTime(2026,05,02)", ["A-1", "A-2", "B-1", "A-1"]),
        ("Date>DateTime(2026,05,02)", []),
        ("UpdatedDateUTC>DateTime(2026,5,4,18,32,0)", ["B-1", "A-1"]),
        ("ExpectedPaymentDate==null", ["A-1", "A-2", "B-1", "A-1"]),
        ("ExpectedPaymentDate>DateTime(2020,1,1)", []),
        ("SentToContact==false", ["A-1", "A-2", "B-1", "A-1"]),
        ("HasAttachments", []),
        ('Status=="AUTHORISED" AND Reference=="ref B-1"', ["B-1"]),
    ],
)
def test_a_condition_chooses(tenant: Tenant, where: str, found: list[str]) -> None:
    assert numbers(tenant, where=where) == found


def test_ids_are_compared_as_guids(tenant: Tenant) -> None:
    contact = tenant.list("Contacts", where='Name=="Sid"')[0]["ContactID"]
    assert numbers(tenant, where=f'Contact.ContactID==Guid("{contact.upper()}")') == ["A-1"]
    first = tenant.list("Invoices")[0]["InvoiceID"]
    assert numbers(tenant, where=f'InvoiceID==guid("{first}")') == ["A-1"]
    assert numbers(tenant, where=f'InvoiceID!=Guid("{first}")') == ["A-2", "B-1", "A-1"]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ('InvoiceNumber=="A', "Unterminated string literal"),
        ('Colour=="red"', "No property or field 'Colour' exists in type 'Invoice'"),
        ('InvoiceID=="x"', "Operator '==' incompatible with operand types 'guid' and 'string'"),
        ('Date>="2026-05-02"', "Operator '>=' incompatible with operand types 'date' and 'string'"),
        ('InvoiceNumber="A-1"', "Syntax error '='"),
        ("Total", "Expression of type 'Boolean' expected"),
        ("(Total==1", "Expression expected"),
        ("Total==1)", "Syntax error ')'"),
        ("Total==1 AND", "Expression expected"),
        ("Total==DateTime(2026,13,1)", "No applicable constructor exists in type 'DateTime'"),
        ('Total.Contains("1")', "No applicable method 'Contains' exists in type 'decimal'"),
        ("Reference.Contains(1)", "Expression expected"),
        (
            'InvoiceID==Guid("1")',
            "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).",
        ),
    ],
)
def test_a_condition_that_cannot_be_read_is_number_16(tenant: Tenant, where: str, message: str) -> None:
    body = tenant.call("GET", "Invoices", where=where).body
    assert (body["ErrorNumber"], body["Type"], body["Message"]) == (16, "QueryParseException", message)


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("Total DESC", ["A-1", "B-1", "A-2", "A-1"]),
        ("InvoiceNumber ASC, Total DESC", ["A-1", "A-1", "A-2", "B-1"]),
        ("UpdatedDateUTC", ["A-1", "A-2", "B-1", "A-1"]),
        ("Contact.Name", ["A-1", "A-1", "A-2", "B-1"]),
    ],
)
def test_a_list_comes_in_the_order_that_was_asked_for(tenant: Tenant, order: str, found: list[str]) -> None:
    assert numbers(tenant, order=order) == found


@pytest.mark.parametrize("order", ["Colour", "Total UP", "Total ASC DESC"])
def test_an_order_that_is_not_there_is_number_16(tenant: Tenant, order: str) -> None:
    body = tenant.call("GET", "Invoices", order=order).body
    assert (body["ErrorNumber"], body["Message"]) == (16, "OrderBy not supported")


def test_lists_by_ids_numbers_contacts_and_statuses(tenant: Tenant) -> None:
    rows = tenant.list("Invoices")
    assert numbers(tenant, IDs=f"{rows[2]['InvoiceID']},{rows[0]['InvoiceID']}") == ["B-1", "A-1"]
    assert numbers(tenant, InvoiceNumbers="B-1,A-1,X") == ["B-1", "A-1", "A-1"]
    assert numbers(tenant, ContactIDs=rows[3]["Contact"]["ContactID"]) == ["A-1"]
    assert numbers(tenant, InvoiceNumbers="A-1", ContactIDs=rows[0]["Contact"]["ContactID"]) == ["A-1"]
    assert numbers(tenant, Statuses="DRAFT,SUBMITTED") == []
    assert numbers(tenant, Statuses="AUTHORISED", where="Total==20") == ["A-2"]
    assert numbers(tenant, searchTerm="ref b") == ["B-1"]


def test_contacts_are_found_by_ids(tenant: Tenant) -> None:
    woody = tenant.known_contact()
    assert [each["Name"] for each in tenant.list("Contacts", IDs=woody)] == ["Woody"]


def test_deleted_drafts_are_left_out_unless_they_are_asked_for(tenant: Tenant) -> None:
    draft = tenant.invoice(InvoiceNumber="D", Status="DRAFT")["InvoiceID"]
    tenant.change("Invoices", draft, Status="DELETED")
    assert "D" not in numbers(tenant)
    assert "D" not in numbers(tenant, tenant.headers(If_Modified_Since="2020-01-01T00:00:00"))
    for asked in ({"Statuses": "DELETED"}, {"IDs": draft}, {"where": 'Status=="DELETED"'}):
        assert numbers(tenant, **asked) == ["D"]
    assert tenant.read("Invoices", draft)["Status"] == "DELETED"


def test_voided_documents_stay_in_lists(tenant: Tenant) -> None:
    invoice = tenant.list("Invoices")[0]["InvoiceID"]
    tenant.simulator.clock.advance(60)
    tenant.change("Invoices", invoice, Status="VOIDED")
    (voided,) = tenant.list("Invoices", tenant.headers(If_Modified_Since="2026-05-04T18:33:15"))
    assert (voided["InvoiceID"], voided["Status"]) == (invoice, "VOIDED")


def test_what_the_app_made_can_be_told_from_what_a_user_made(tenant: Tenant) -> None:
    body: Json = tenant.document(InvoiceNumber="U")
    assert tenant.control("POST", f"/organisations/{tenant.id}/Invoices", body).status == 200
    assert "U" in numbers(tenant)
    assert "U" not in numbers(tenant, createdByMyApp="true")


def test_payments_are_found_by_what_they_pay(tenant: Tenant) -> None:
    invoice = tenant.list("Invoices")[0]["InvoiceID"]
    tenant.pay(invoice, 5, Reference="P-1")
    for where in (f'Invoice.InvoiceID==Guid("{invoice}")', 'Reference=="P-1"', 'Account.Code=="090"', "Amount==5"):
        assert [each["Reference"] for each in tenant.list("Payments", where=where)] == ["P-1"]
    assert tenant.list("Payments", page="1")[0]["Amount"] == 5
