"""The first turn's answer: which program, which company file, which settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from bookbridge.domain.company_files import CompanyFile
from bookbridge.domain.errors import UnreadableAnswer
from bookbridge.ports.connectors import Greeting

from .application import OWNER_ID
from .currencies import home_currency
from .qbxml.answers import Answers, read

_LOCKED: Final = re.compile(r"LOCKED:(?P<machine>.+):\d+")
_VERSION: Final = re.compile(r"\d+\.\d+")


def greet(hello: str, company_file: str, major: int, minor: int) -> Greeting:
    """See `SessionPackage.greet`.

    `hello` answers for host, company and preferences; only the company must be in it. `company_file` is the path that
    is open, `major` and `minor` the version of qbXML that the connector names.
    """
    answers = read(hello)
    host, company, preferences = (_told(answers, kind) for kind in ("HostRet", "CompanyRet", "PreferencesRet"))
    name = _text(company, "CompanyName")
    if not name:
        raise UnreadableAnswer(f"QuickBooks does not tell its company: {_reason(answers)}")
    ours = dict(_own_data(company))
    locked = _LOCKED.fullmatch(ours.get("AppLock", ""))
    country = _text(host, "Country").upper()
    currency = home_currency(country, _home_currency_name(preferences)) if host or preferences else ""
    return Greeting(
        company_file=CompanyFile(
            file_id=_plain_guid(ours.get("FileID", "")),
            company_name=name,
            legal_name=_text(company, "LegalCompanyName"),
            path=company_file,
            country=country,
            home_currency=currency,
        ),
        product=_product(host),
        version=_newest(host.get("SupportedQBXMLVersion") or (), f"{major}.{minor}"),
        machine=locked["machine"] if locked else "",
        single_user=_text(host, "QBFileMode") == "SingleUser",
        sample_company=_text(company, "IsSampleCompany") in {"true", "1"},
        closing_date=_closing_date(preferences),
    )


def _told(answers: Answers, kind: str) -> Mapping[str, Any]:
    rows = (row for answer in answers.in_order for row in answer.rows)
    return next((row.fields for row in rows if row.kind == kind), {})


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def _reason(answers: Answers) -> str:
    told = (answer.message for answer in answers.in_order if answer.kind == "CompanyQueryRs" and answer.is_error)
    return next(told, "there is no company in its first answer")


def _own_data(company: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What the Web Connector wrote into the company file under our own id: `FileID` and `AppLock`."""
    for extension in company.get("DataExtRet") or ():
        if isinstance(extension, dict) and _plain_guid(_text(extension, "OwnerID")) == _plain_guid(OWNER_ID):
            yield _text(extension, "DataExtName"), _text(extension, "DataExtValue")


def _plain_guid(text: str) -> str:
    return text.strip("{}").upper()


def _product(host: Mapping[str, Any]) -> str:
    version = ".".join(filter(None, (_text(host, "MajorVersion"), _text(host, "MinorVersion"))))
    return " ".join(filter(None, (_text(host, "ProductName"), version)))


def _newest(told: Iterable[str], otherwise: str) -> str:
    """The highest version; those of other countries' editions (`CA3.0`) do not count."""
    versions = [version for version in told if _VERSION.fullmatch(version)]
    return max(versions, key=lambda version: tuple(map(int, version.split("."))), default=otherwise)


def _home_currency_name(preferences: Mapping[str, Any]) -> str:
    """What the home currency is called there; empty while only one currency is in use."""
    told = preferences.get("MultiCurrencyPreferences")
    if not isinstance(told, dict) or _text(told, "IsMultiCurrencyOn") not in {"true", "1"}:
        return ""
    named = told.get("HomeCurrencyRef")
    return _text(named, "FullName") if isinstance(named, dict) else ""


def _closing_date(preferences: Mapping[str, Any]) -> date | None:
    accounting = preferences.get("AccountingPreferences")
    try:
        return date.fromisoformat(_text(accounting, "ClosingDate")) if isinstance(accounting, dict) else None
    except ValueError:
        return None
