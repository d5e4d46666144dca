"""The first turn tells who calls: the company file above all."""

from __future__ import annotations

from datetime import date

import pytest

from bookbridge.domain.company_files import CompanyFile
from bookbridge.domain.errors import UnreadableAnswer
from bookbridge.packages.quickbooks_desktop.application import OWNER_ID
from bookbridge.packages.quickbooks_desktop.greeting import greet

pytestmark = pytest.mark.unit

PATH = "C:\\Books\\acme.qbw"
FILE_ID = "{90A44FB5-33d9-4815-AC85-BC87A7E7D1EB}"
HOST = (
    '<HostQueryRs requestID="0" statusCode="0" statusSeverity="Info" statusMessage="Status OK"><HostRet><ProductName>'
    "QuickBooks Enterprise Solutions 24.0</ProductName><MajorVersion>34</MajorVersion><MinorVersion>0</MinorVersion>"
    "<Country>US</Country><SupportedQBXMLVersion>1.0</SupportedQBXMLVersion><SupportedQBXMLVersion>9.0"
    "</SupportedQBXMLVersion><SupportedQBXMLVersion>16.0</SupportedQBXMLVersion><SupportedQBXMLVersion>CA99.0"
    "</SupportedQBXMLVersion><IsAutomaticLogin>false</IsAutomaticLogin><QBFileMode>{mode}</QBFileMode></HostRet>"
    "</HostQueryRs>"
)


def extension(name: str, value: str, owner: str = OWNER_ID) -> str:
    return (
        f"<DataExtRet><OwnerID>{owner}</OwnerID><DataExtName>{name}</DataExtName><DataExtType>STR255TYPE</DataExtType>"
        f"<DataExtValue>{value}</DataExtValue></DataExtRet>"
    )


def company(*extensions: str, name: str = "<CompanyName>Acme Inc.</CompanyName>") -> str:
    return (
        '<CompanyQueryRs requestID="1" statusCode="0"><CompanyRet><IsSampleCompany>false</IsSampleCompany>'
        f"{name}<LegalCompanyName>Acme Incorporated</LegalCompanyName>{''.join(extensions)}"
        "</CompanyRet></CompanyQueryRs>"
    )


def named(is_on: str, currency: str) -> str:
    return (
        f"<IsMultiCurrencyOn>{is_on}</IsMultiCurrencyOn><HomeCurrencyRef><ListID>80000035-1234567890</ListID>"
        f"<FullName>{currency}</FullName></HomeCurrencyRef>"
    )


def preferences(closing: str = "", more: str = "") -> str:
    return (
        '<PreferencesQueryRs requestID="2" statusCode="0"><PreferencesRet><AccountingPreferences>'
        f"<IsUsingAccountNumbers>true</IsUsingAccountNumbers>{closing}</AccountingPreferences>{more}</PreferencesRet>"
        "</PreferencesQueryRs>"
    )


def hello(*parts: str) -> str:
    return f'<?xml version="1.0" ?><QBXML><QBXMLMsgsRs>{"".join(parts)}</QBXMLMsgsRs></QBXML>'


@pytest.mark.requirement("B2", "B11")
def test_the_first_answer_tells_program_company_file_machine_and_closing_date() -> None:
    other_application = extension("FileID", "{00000000-0000-4000-8000-000000000000}", "{" + "1" * 8 + OWNER_ID[9:])
    lock = extension("AppLock", "LOCKED:FRONT-DESK:638512345678901234", OWNER_ID.lower())
    told = hello(
        HOST.format(mode="MultiUser"),
        company(other_application, extension("FileID", FILE_ID), lock),
        preferences("<ClosingDate>2023-12-31</ClosingDate>"),
    )
    greeting = greet(told, PATH, 13, 0)
    assert greeting.company_file == CompanyFile(
        file_id="90A44FB5-33D9-4815-AC85-BC87A7E7D1EB",
        company_name="Acme Inc.",
        legal_name="Acme Incorporated",
        path=PATH,
        country="US",
        home_currency="USD",
    )
    assert greeting.product == "QuickBooks Enterprise Solutions 24.0 34.0"
    assert greeting.version == "16.0"
    assert greeting.machine == "FRONT-DESK"
    assert greeting.closing_date == date(2023, 12, 31)
    assert (greeting.single_user, greeting.sample_company) == (False, False)


@pytest.mark.requirement("B7")
def test_single_user_mode_is_told() -> None:
    assert greet(hello(HOST.format(mode="SingleUser"), company()), PATH, 13, 0).single_user


def test_a_greeting_needs_nothing_but_the_company() -> None:
    greeting = greet(hello(company()), "", 13, 0)
    assert greeting.company_file == CompanyFile("", "Acme Inc.", "Acme Incorporated", "")
    assert (greeting.product, greeting.version, greeting.machine, greeting.closing_date) == ("", "13.0", "", None)


@pytest.mark.parametrize(
    "closing", ["", "<ClosingDate/>", "<ClosingDate>soon</ClosingDate>"], ids=["absent", "empty", "unreadable"]
)
def test_without_a_closing_date_nothing_is_closed(closing: str) -> None:
    assert greet(hello(company(), preferences(closing)), PATH, 13, 0).closing_date is None


def test_a_lock_that_was_lifted_names_no_machine() -> None:
    assert greet(hello(company(extension("AppLock", "UNLOCKED"))), PATH, 13, 0).machine == ""


@pytest.mark.requirement("B13")
@pytest.mark.parametrize(
    ("country", "told", "currency"),
    [
        ("US", "", "USD"),
        ("CA", "", "CAD"),
        ("UK", "<IsMultiCurrencyOn>false</IsMultiCurrencyOn>", "GBP"),
        ("US", named("true", "Canadian Dollar"), "CAD"),
        ("US", named("false", "Canadian Dollar"), "USD"),
        ("US", named("1", "Florin"), "Florin"),
        ("", "", "USD"),
        ("ZZ", "", "that of the country ZZ"),
    ],
)
def test_the_home_currency_is_told_by_the_preferences_or_follows_from_the_edition(
    country: str, told: str, currency: str
) -> None:
    host = HOST.format(mode="MultiUser").replace("<Country>US</Country>", f"<Country>{country}</Country>")
    currencies = f"<MultiCurrencyPreferences>{told}</MultiCurrencyPreferences>" if told else ""
    company_file = greet(hello(host, company(), preferences(more=currencies)), PATH, 13, 0).company_file
    assert (company_file.country, company_file.home_currency) == (country, currency)


@pytest.mark.requirement("B2")
@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("", "cannot be read"),
        (hello(), "does not tell its company"),
        (hello(HOST.format(mode="MultiUser")), "does not tell its company"),
        (hello(company(name="<CompanyName> </CompanyName>")), "does not tell its company"),
        (
            hello('<CompanyQueryRs requestID="1" statusCode="3260" statusMessage="Insufficient permission level"/>'),
            "Insufficient permission level",
        ),
    ],
)
def test_a_caller_that_does_not_name_its_company_is_not_believed(told: str, reason: str) -> None:
    with pytest.raises(UnreadableAnswer, match=reason):
        greet(told, PATH, 13, 0)
