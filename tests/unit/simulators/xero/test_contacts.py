"""Contacts: customers and vendors are one list (section 5)."""

import pytest

from tests.unit.simulators.xero.tenant import Json, Tenant

pytestmark = pytest.mark.unit

TAKEN = (
    "The contact name BUZZ lightyear is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)


def test_a_name_is_unique_among_active_contacts_in_upper_or_lower_case(tenant: Tenant) -> None:
    first = tenant.contact("Buzz Lightyear")
    for method in ("PUT", "POST"):
        assert tenant.call(method, "Contacts", {"Name": "BUZZ lightyear"}).message == TAKEN
    assert tenant.change("Contacts", first, ContactStatus="ARCHIVED").status == 200
    second = tenant.contact("BUZZ lightyear")
    assert tenant.change("Contacts", first, ContactStatus="ACTIVE").status == 400
    assert second != first


def test_a_name_is_free_again_after_a_rename(tenant: Tenant) -> None:
    first = tenant.contact("A")
    tenant.change("Contacts", first, Name="B")
    assert tenant.contact("A") != first


def test_post_with_a_known_contact_number_updates(tenant: Tenant) -> None:
    made = tenant.make("Contacts", {"Name": "A", "ContactNumber": "cust-1"})
    same = tenant.call("POST", "Contacts", {"ContactNumber": "cust-1", "Name": "B"}).body["Contacts"][0]
    assert (same["ContactID"], same["Name"]) == (made["ContactID"], "B")
    assert tenant.call("PUT", "Contacts", {"ContactNumber": "cust-1", "Name": "C"}).status == 400


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (
            {"EmailAddress": "a@b.example"},
            (
                "The Contact must contain at least 1 of the following elements to identify the contact: "
                "Name, ContactID, ContactNumber"
            ),
        ),
        ({"Name": "A", "EmailAddress": "nobody"}, "Email address must be valid."),
        ({"Name": "A" * 256}, "Contact Name is too long. Maximum of 255 characters allowed"),
        ({"Name": "A", "ContactNumber": "1" * 51}, "ContactNumber is too long. Maximum of 50 characters allowed"),
        (
            {"Name": "A", "Addresses": [{"AddressType": "STREET", "AddressLine1": "x" * 501}]},
            "AddressLine1 is too long. Maximum of 500 characters allowed",
        ),
        (
            {"Name": "A", "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1" * 51}]},
            "PhoneNumber is too long. Maximum of 50 characters allowed",
        ),
        (
            {"Name": "A", "Phones": [{"PhoneType": "PIGEON"}]},
            "PhoneType must be one of DDI, DEFAULT, FAX, MOBILE, OFFICE",
        ),
        ({"Name": "A", "DefaultCurrency": "NZD"}, "Users Organisation is not subscribed to currency NZD"),
        (
            {"Name": "A", "PurchasesDefaultAccountCode": "999"},
            "Account code '999' is not a valid code for this document.",
        ),
    ],
)
def test_a_contact_that_is_wrong_is_refused(tenant: Tenant, record: Json, message: str) -> None:
    reply = tenant.call("PUT", "Contacts", record)
    assert (reply.status, reply.message) == (400, message)


def test_every_reason_is_told_at_once(tenant: Tenant) -> None:
    reply = tenant.call("PUT", "Contacts", {"EmailAddress": "nobody", "ContactNumber": "1" * 51})
    assert len(reply.messages()) == 3


def test_addresses_phones_and_terms_are_kept(tenant: Tenant) -> None:
    made = tenant.make(
        "Contacts",
        {
            "Name": "A",
            "Addresses": [{"AddressType": "POBOX", "City": "Oaktown"}],
            "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "555"}],
            "PaymentTerms": {"Bills": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}},
        },
    )
    assert made["Addresses"] == [{"AddressType": "STREET"}, {"AddressType": "POBOX", "City": "Oaktown"}]
    assert {"PhoneType": "MOBILE", "PhoneNumber": "555"} in made["Phones"]
    assert made["PaymentTerms"] == {"Bills": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}}


def test_documents_make_a_contact_a_customer_or_a_supplier_which_no_cursor_sees(tenant: Tenant) -> None:
    contact = tenant.known_contact()
    assert not tenant.read("Contacts", contact)["IsCustomer"]
    since = tenant.headers(If_Modified_Since="2026-05-04T18:30:15")
    tenant.simulator.clock.advance(60)
    tenant.invoice(30)
    tenant.bill(12)
    read = tenant.read("Contacts", contact)
    assert (read["IsCustomer"], read["IsSupplier"]) == (True, True)
    assert read["Balances"]["AccountsReceivable"]["Outstanding"] == 30
    assert read["Balances"]["AccountsPayable"] == {"Outstanding": 12, "Overdue": 0}
    assert tenant.list("Contacts", since) == []


def test_archived_contacts_are_left_out_unless_they_are_asked_for(tenant: Tenant) -> None:
    contact = tenant.contact("A")
    tenant.change("Contacts", contact, ContactStatus="ARCHIVED")
    assert tenant.list("Contacts") == []
    assert tenant.list("Contacts", includeArchived="true")[0]["ContactID"] == contact
    assert tenant.list("Contacts", IDs=contact)[0]["ContactStatus"] == "ARCHIVED"
    assert tenant.read("Contacts", contact)["ContactStatus"] == "ARCHIVED"


def test_a_merged_contact_is_archived_and_its_documents_move(tenant: Tenant) -> None:
    loser, survivor = tenant.known_contact(), tenant.contact("Survivor")
    invoice = tenant.invoice()
    path = f"/organisations/{tenant.id}/Contacts/{loser}/merge"
    assert tenant.control("POST", path, {"into": survivor}).status == 200
    gone = tenant.read("Contacts", loser)
    assert (gone["ContactStatus"], gone["MergedToContactID"]) == ("ARCHIVED", survivor)
    assert tenant.read("Invoices", invoice["InvoiceID"])["Contact"]["ContactID"] == survivor
    assert tenant.read("Contacts", survivor)["IsCustomer"]
    assert tenant.change("Contacts", loser, Name="Again").status == 400
    assert tenant.control("POST", path, {"into": loser}).status == 400


def test_a_contact_inside_a_document_with_only_its_id_is_not_changed(tenant: Tenant) -> None:
    contact = tenant.known_contact()
    tenant.simulator.clock.advance(60)
    tenant.invoice()
    assert tenant.read("Contacts", contact)["UpdatedDateUTCString"] == "2026-05-04T18:30:15"
    tenant.invoice(Contact={"ContactID": contact, "EmailAddress": "w@toys.example"})
    changed = tenant.read("Contacts", contact)
    assert (changed["EmailAddress"], changed["UpdatedDateUTCString"]) == ("w@toys.example", "2026-05-04T18:31:15")


def test_a_document_finds_its_contact_by_number_or_name_or_makes_one(tenant: Tenant) -> None:
    known = tenant.make("Contacts", {"Name": "A", "ContactNumber": "cust-1"})["ContactID"]
    for contact in ({"ContactNumber": "cust-1"}, {"Name": "a"}):
        assert tenant.invoice(Contact=contact)["Contact"]["ContactID"] == known
    assert tenant.invoice(Contact={"Name": "Z"})["Contact"]["Name"] == "Z"
    assert [each["Name"] for each in tenant.list("Contacts", where="IsCustomer==true")][-1] == "Z"


@pytest.mark.parametrize(
    ("contact", "message"),
    [
        (None, "A Contact must be specified for this type of transaction"),
        (
            {},
            (
                "The Contact must contain at least 1 of the following elements to identify the contact: "
                "Name, ContactID, ContactNumber"
            ),
        ),
        (
            {"Name": "Old"},
            (
                "The contact with the specified contact details has been archived. "
                "The contact must be un-archived before creating new invoices or credit notes"
            ),
        ),
        ({"Name": "New", "EmailAddress": "nobody"}, "Email address must be valid."),
    ],
)
def test_a_document_without_a_usable_contact_is_refused(tenant: Tenant, contact: Json | None, message: str) -> None:
    tenant.change("Contacts", tenant.contact("Old"), ContactStatus="ARCHIVED")
    reply = tenant.call("PUT", "Invoices", tenant.document(Contact=contact))
    assert (reply.status, reply.message) == (400, message)
    assert tenant.list("Contacts", where='Name=="New"') == []
