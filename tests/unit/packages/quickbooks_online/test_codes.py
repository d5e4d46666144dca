"""Accounts, tax codes and terms by what people call them."""

from __future__ import annotations

import pytest

from bookbridge.packages.quickbooks_online.codes import find_codes
from bookbridge.packages.quickbooks_online.lookups import Lookups
from tests.unit.packages.quickbooks_online.canned import client, found, row

pytestmark = pytest.mark.unit


def test_a_number_counts_before_a_name_and_every_page_is_read() -> None:
    rows = [row(str(each), Name=f"Account {each}", FullyQualifiedName=f"Parent:Account {each}") for each in range(1000)]
    books, access = client(
        found("Account", *rows),
        found("Account", row("2000", Name="Last", AcctNum="Account 5"), row("2001", Name="Last")),
    )
    assert find_codes(Lookups(books), "account", ["Account 5", "Account 6", "Parent:Account 7", "Last", "9", ""]) == {
        "Account 5": "2000",
        "Account 6": "6",
        "Parent:Account 7": "7",
        "Last": "2000",
    }
    assert len(access.sent) == 2


@pytest.mark.requirement("D7")
def test_tax_codes_go_by_their_names_and_those_of_the_us_by_themselves() -> None:
    rows = (row("TAX", Name="Taxable sales"), row("NON", Name="NON"), row("5", Name="20% S"), row("6", Name="TAX"))
    books, _ = client(found("TaxCode", *rows))
    codes = ["TAX", "NON", "20% S", "Taxable sales", "5", "7%"]
    known = {"TAX": "TAX", "NON": "NON", "20% S": "5", "Taxable sales": "TAX"}
    assert find_codes(Lookups(books), "tax_rate", codes) == known


@pytest.mark.requirement("B10")
def test_terms_go_by_their_names() -> None:
    books, _ = client(found("Term", row("3", Name="Net 30", AcctNum="30")))
    assert find_codes(Lookups(books), "term", ["Net 30", "net 30", "30"]) == {"Net 30": "3"}


def test_the_record_id_that_an_entry_will_arrive_with_names_it_before_it_has_arrived() -> None:
    books, _ = client(found("TaxCode", row("NON", Name="NON")))
    arriving = "quickbooks-online-310687-NON"
    assert find_codes(Lookups(books), "tax_rate", [arriving, "quickbooks-online-310688-NON"]) == {arriving: "NON"}
