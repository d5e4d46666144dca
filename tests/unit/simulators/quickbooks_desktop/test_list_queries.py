"""Queries of lists, and iterators (sections 5 and 6)."""

import pytest

from tests.simulators.quickbooks_desktop.errors import CANNOT_PARSE
from tests.unit.simulators.quickbooks_desktop.program import NO_MATCH, Program, document

pytestmark = pytest.mark.unit

SLIM = "<IncludeRetElement>ListID</IncludeRetElement><IncludeRetElement>EditSequence</IncludeRetElement>"


@pytest.fixture
def program() -> Program:
    return Program()


def names(program: Program, inside: str) -> list[str]:
    return [row["Name"] for row in program.query("Vendor", inside).rows]


def test_only_active_entries_are_returned_unless_others_are_asked_for(program: Program) -> None:
    program.vendor("A")
    program.file.update("Vendor", program.vendor("B")["ListID"], {"IsActive": False})
    assert names(program, "") == ["A"]
    assert names(program, "<ActiveStatus>InactiveOnly</ActiveStatus>") == ["B"]
    assert names(program, "<ActiveStatus>All</ActiveStatus>") == ["A", "B"]
    assert names(program, "<FullName>b</FullName>") == ["B"]


def test_a_query_that_finds_nothing_is_status_1(program: Program) -> None:
    answer = program.query("Vendor")
    assert (answer.code, answer.severity, answer.message, answer.rows) == (1, "Info", NO_MATCH, [])


def test_listed_entries_that_are_not_there_are_a_warning_beside_those_that_are(program: Program) -> None:
    row = program.vendor("A")
    answer = program.query("Vendor", f"<ListID>{row['ListID']}</ListID><ListID>800000FF-1415929219</ListID>")
    assert (answer.code, answer.severity) == (500, "Warn")
    assert answer.message == (
        "The query request has not been fully completed. There was a required element "
        '("800000FF-1415929219") that could not be found in QuickBooks.'
    )
    assert [each["Name"] for each in answer.rows] == ["A"]


@pytest.mark.parametrize(
    ("criterion", "found"),
    [("StartsWith", ["Acme Supply"]), ("Contains", ["Acme Supply", "The Acme"]), ("EndsWith", ["The Acme"])],
)
def test_names_are_matched_in_any_case(program: Program, criterion: str, found: list[str]) -> None:
    for name in ("Acme Supply", "The Acme", "Other"):
        program.vendor(name)
    chosen = f"<NameFilter><MatchCriterion>{criterion}</MatchCriterion><Name>acme</Name></NameFilter>"
    assert names(program, chosen) == found


def test_a_range_of_names_includes_its_ends(program: Program) -> None:
    for name in ("A", "B", "C", "D"):
        program.vendor(name)
    assert names(program, "<NameRangeFilter><FromName>B</FromName><ToName>C</ToName></NameRangeFilter>") == ["B", "C"]


def test_entries_are_found_by_when_they_were_modified(program: Program) -> None:
    program.vendor("Early")
    program.clock.advance(3600)
    program.vendor("Late")
    assert names(program, "<FromModifiedDate>2024-06-03T10:00:00-08:00</FromModifiedDate>") == ["Late"]
    assert names(program, "<FromModifiedDate>2024-06-03T10:00:00</FromModifiedDate>") == ["Late"]
    assert names(program, "<FromModifiedDate>2024-06-03T18:00:00Z</FromModifiedDate>") == ["Late"]
    assert names(program, "<ToModifiedDate>2024-06-03T09:30:00-08:00</ToModifiedDate>") == ["Early"]
    assert names(program, "<FromModifiedDate>2024-06-03</FromModifiedDate>") == ["Early", "Late"]
    assert names(program, "<ToModifiedDate>2024-06-03</ToModifiedDate>") == ["Early", "Late"]
    assert names(program, "<FromModifiedDate>2024-06-04</FromModifiedDate>") == []


def test_a_range_that_ends_before_it_starts_is_3030(program: Program) -> None:
    inside = "<FromModifiedDate>2024-06-04</FromModifiedDate><ToModifiedDate>2024-06-03</ToModifiedDate>"
    assert program.query("Vendor", inside).code == 3030


def test_only_the_elements_that_are_asked_for_are_returned(program: Program) -> None:
    program.vendor()
    assert list(program.query("Vendor", SLIM).row) == ["ListID", "EditSequence"]


def test_metadata_counts(program: Program) -> None:
    program.vendor("A")
    program.vendor("B")
    only = program.query("Vendor", attributes=' metaData="MetaDataOnly"')
    assert (only.attributes["retCount"], only.rows) == ("2", [])
    both = program.query("Vendor", attributes=' metaData="MetaDataAndResponseData"')
    assert (both.attributes["retCount"], len(both.rows)) == ("2", 2)
    assert "retCount" not in program.query("Vendor").attributes


def test_items_of_all_kinds_answer_an_item_query(program: Program) -> None:
    answer = program.query("Item", "<ActiveStatus>All</ActiveStatus>")
    kinds = {"ItemServiceRet", "ItemNonInventoryRet", "ItemOtherChargeRet", "ItemSalesTaxRet", "ItemDiscountRet"}
    assert kinds <= set(answer.kinds)
    assert {row["Name"] for row in program.query("ItemSalesTax").rows} == {"State Sales Tax"}


def test_terms_of_both_kinds_answer_a_terms_query(program: Program) -> None:
    assert set(program.query("Terms").kinds) == {"StandardTermsRet", "DateDrivenTermsRet"}
    assert set(program.query("DateDrivenTerms").kinds) == {"DateDrivenTermsRet"}


def test_accounts_are_chosen_by_type(program: Program) -> None:
    found = program.query("Account", "<AccountType>Bank</AccountType><AccountType>CreditCard</AccountType>").rows
    assert [row["Name"] for row in found] == ["Checking", "Savings", "Visa"]


@pytest.mark.parametrize("entity", ["SalesTaxCode", "Class", "PaymentMethod"])
def test_the_small_lists_have_queries(program: Program, entity: str) -> None:
    assert program.query(entity).code == 0
    assert program.refused(document(f"<{entity}QueryRq><OwnerID>0</OwnerID></{entity}QueryRq>")) == CANNOT_PARSE


def iterate(step: str, size: int = 2, identifier: str = "", inside: str = "") -> str:
    attributes = f' iterator="{step}"' + (f' iteratorID="{identifier}"' if identifier else "")
    return f"<VendorQueryRq{attributes}><MaxReturned>{size}</MaxReturned>{inside}</VendorQueryRq>"


def test_an_iterator_returns_the_whole_list_in_pieces(program: Program) -> None:
    for name in "ABCDE":
        program.vendor(name)
    answer = program.one(iterate("Start"))
    found = [row["Name"] for row in answer.rows]
    identifier = answer.attributes["iteratorID"]
    assert (found, answer.attributes["iteratorRemainingCount"]) == (["A", "B"], "3")
    program.vendor("F")
    while answer.attributes["iteratorRemainingCount"] != "0":
        answer = program.one(iterate("Continue", identifier=identifier))
        found += [row["Name"] for row in answer.rows]
    assert found == list("ABCDE")
    assert program.one(iterate("Continue", identifier=identifier)).code == 3000


def test_what_is_deleted_meanwhile_is_left_out(program: Program) -> None:
    rows = [program.vendor(name) for name in "ABCD"]
    answer = program.one(iterate("Start"))
    program.file.delete("Vendor", rows[2]["ListID"])
    answer = program.one(iterate("Continue", identifier=answer.attributes["iteratorID"]))
    assert [row["Name"] for row in answer.rows] == ["D"]


def test_an_iterator_goes_on_with_the_same_request_only(program: Program) -> None:
    for name in "ABC":
        program.vendor(name)
    identifier = program.one(iterate("Start")).attributes["iteratorID"]
    other = iterate("Continue", identifier=identifier, inside="<ActiveStatus>All</ActiveStatus>")
    assert program.one(other).code == 3000
    assert program.one(iterate("Continue", identifier=identifier)).code == 0


def test_an_iterator_ends_with_the_session(program: Program) -> None:
    for name in "ABC":
        program.vendor(name)
    identifier = program.one(iterate("Start")).attributes["iteratorID"]
    program.again()
    assert program.one(iterate("Continue", identifier=identifier)).code == 3000


def test_an_iterator_can_be_stopped(program: Program) -> None:
    for name in "ABC":
        program.vendor(name)
    identifier = program.one(iterate("Start")).attributes["iteratorID"]
    assert program.one(iterate("Stop", identifier=identifier)).code == 0
    assert program.one(iterate("Continue", identifier=identifier)).code == 3000


def test_an_iterator_starts_with_a_size(program: Program) -> None:
    assert program.query("Vendor", attributes=' iterator="Start"').code == 3150


def test_metadata_and_the_whole_count_go_with_an_iterator(program: Program) -> None:
    for name in "ABC":
        program.vendor(name)
    answer = program.query(
        "Vendor", "<MaxReturned>2</MaxReturned>", ' iterator="Start" metaData="MetaDataAndResponseData"'
    )
    assert answer.attributes["retCount"] == "2"
    assert answer.attributes["iteratorRemainingCount"] == "1"


@pytest.mark.parametrize(
    "query",
    [
        *("Account", "StandardTerms", "DateDrivenTerms", "Terms", "SalesTaxCode", "Class", "PaymentMethod"),
        *("Host", "Company", "Preferences"),
    ],
)
def test_the_lists_without_iterators_refuse_them(program: Program, query: str) -> None:
    assert program.refused(document(f'<{query}QueryRq iterator="Start"/>')) == CANNOT_PARSE


def test_what_an_application_noted_about_the_company_is_returned_to_its_owner(program: Program) -> None:
    owner = "{57F3B9B1-86F1-4fcc-B1EE-566DE1813D20}"
    program.file.stamp(owner, "FileID", "{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}")
    program.file.stamp(owner, "AppLock", "LOCKED:PC-1:638")
    program.file.stamp(owner, "AppLock", "")
    assert "DataExtRet" not in program.query("Company").row
    (noted,) = program.query("Company", f"<OwnerID>{owner}</OwnerID>").row["DataExtRet"]
    assert (noted["DataExtName"], noted["DataExtValue"]) == ("FileID", "{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}")
