"""The pages a person opens."""

import pytest

from tests.unit.simulators.xero.tenant import Tenant

pytestmark = pytest.mark.unit

OTHER = "11111111-2222-4333-8444-555555555555"


def test_the_books_are_shown_to_a_person(tenant: Tenant) -> None:
    tenant.contact("<Zurg>")
    tenant.invoice(1234.5, InvoiceNumber="A-1")
    tenant.organisation(period_lock_date="2026-01-31")
    page = tenant.raw("GET", "/").text
    for text in ("Demo Company", "&lt;Zurg&gt;", "A-1", "1,234.50", "locked up to 2026-01-31"):
        assert text in page


def test_links_into_the_package_lead_to_the_record(tenant: Tenant) -> None:
    code = tenant.books.short_code
    sale, bill, contact = tenant.invoice()["InvoiceID"], tenant.bill()["InvoiceID"], tenant.known_contact()
    for target, row_id in (
        (f"/AccountsReceivable/View.aspx?InvoiceID={sale}", sale),
        (f"/AccountsPayable/View.aspx?InvoiceID={bill}", bill),
        (f"/Contacts/View/{contact}", contact),
    ):
        reply = tenant.raw("GET", "/organisationlogin/default.aspx", shortcode=code, redirecturl=target)
        assert (reply.status, row_id in reply.text) == (200, True)
        bare = tenant.simulator.handle(
            "GET", "/organisationlogin/default.aspx", f"shortcode={code}&redirecturl={target}"
        )
        assert bare[0] == 200
        elsewhere = tenant.raw("GET", "/organisationlogin/default.aspx", shortcode="!other", redirecturl=target)
        assert elsewhere.status == 404


def test_every_link_on_the_page_of_the_books_works(tenant: Tenant) -> None:
    tenant.pay(tenant.invoice()["InvoiceID"], 5)
    page = tenant.raw("GET", "/").text
    links = [part.split("'")[0] for part in page.split("href='")[1:]]
    assert len(links) > 20
    for link in links:
        path, _, query = link.partition("?")
        assert tenant.simulator.handle("GET", path, query)[0] == 200


def test_organisations_are_told_apart_by_their_short_codes(tenant: Tenant) -> None:
    other = Tenant(tenant.simulator, OTHER)
    assert other.books.short_code != tenant.books.short_code
    assert tenant.raw("GET", "/", shortcode=other.books.short_code).text.count("<h1>") == 1


def test_what_is_not_there_is_404(tenant: Tenant) -> None:
    assert tenant.raw("GET", "/go/Invoice/x").status == 404
    assert tenant.raw("GET", "/organisationlogin/default.aspx", redirecturl="/Nowhere").status == 404
    assert tenant.raw("GET", "/nowhere").status == 404
