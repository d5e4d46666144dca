"""Files on records (section 5)."""

import pytest

from tests.unit.simulators.xero.tenant import Tenant

pytestmark = pytest.mark.unit


def test_a_file_is_attached_listed_and_read_back(tenant: Tenant) -> None:
    bill = tenant.bill()["InvoiceID"]
    headers = {**tenant.headers(), "Content-Type": "application/pdf"}
    reply = tenant.call("PUT", f"Invoices/{bill}/Attachments/a%20b.pdf", b"%PDF", headers)
    (made,) = reply.body["Attachments"]
    assert (made["FileName"], made["MimeType"], made["ContentLength"]) == ("a b.pdf", "application/pdf", 4)
    assert made["Url"] == f"https://api.xero.com/api.xro/2.0/Invoices/{bill}/Attachments/a%20b.pdf"
    assert tenant.call("GET", f"Invoices/{bill}/Attachments").body["Attachments"] == [made]
    for name in ("a%20b.pdf", made["AttachmentID"]):
        reply = tenant.call("GET", f"Invoices/{bill}/Attachments/{name}")
        assert (reply.text, reply.headers["Content-Type"]) == ("%PDF", "application/pdf")
    assert tenant.read("Invoices", bill)["HasAttachments"]
    assert tenant.list("Invoices", where="HasAttachments")[0]["InvoiceID"] == bill


def test_a_file_of_the_same_name_takes_the_others_place(tenant: Tenant) -> None:
    contact = tenant.contact("A")
    for body in (b"1", b"22"):
        tenant.call("POST", f"Contacts/{contact}/Attachments/a.txt", body)
    (only,) = tenant.call("GET", f"Contacts/{contact}/Attachments").body["Attachments"]
    assert only["ContentLength"] == 2


def test_what_cannot_be_attached_is_refused(tenant: Tenant) -> None:
    bill = tenant.bill()["InvoiceID"]
    assert tenant.call("PUT", f"Invoices/{bill}/Attachments/a", b"").body["ErrorNumber"] == 17
    assert tenant.call("GET", f"Invoices/{bill}/Attachments/none").status == 404
    assert tenant.call("GET", "Invoices/11111111-2222-4333-8444-555555555555/Attachments").status == 404
    payment = tenant.pay(bill, 5)["PaymentID"]
    assert tenant.call("PUT", f"Payments/{payment}/Attachments/a", b"1").status == 404
    assert tenant.call("DELETE", f"Invoices/{bill}/Attachments/a").body["ErrorNumber"] == 20


def test_attachments_need_their_own_scope(tenant: Tenant) -> None:
    bill = tenant.bill()["InvoiceID"]
    tenant.token = tenant.simulator.issue_tokens(tenant.id, scope="accounting.invoices")["access_token"]
    assert tenant.call("GET", f"Invoices/{bill}/Attachments").status == 401


def test_a_request_has_at_most_ten_megabytes(tenant: Tenant) -> None:
    bill = tenant.bill()["InvoiceID"]
    assert tenant.call("PUT", f"Invoices/{bill}/Attachments/a", b"x" * 10_000_001).status == 413
