"""Host, company and preferences, as their queries return them."""

from collections.abc import Collection
from typing import Any

from .host import Host
from .work import Preferences, Work


def host_ret(host: Host, file_mode: str) -> dict[str, Any]:
    """Return HostRet."""
    return {
        "ProductName": host.product,
        "MajorVersion": host.major_version,
        "MinorVersion": host.minor_version,
        "Country": host.country,
        "SupportedQBXMLVersion": list(host.qbxml_versions),
        "IsAutomaticLogin": _boolean(host.automatic_login),
        "QBFileMode": file_mode,
    }


def company_ret(work: Work, name: str, legal_name: str, owners: Collection[str]) -> dict[str, Any]:
    """Return CompanyRet, with what applications of the ``owners`` (their OwnerIDs) have noted about the company."""
    made: dict[str, Any] = {
        "IsSampleCompany": "false",
        "CompanyName": name,
        "LegalCompanyName": legal_name,
        "Address": {"Addr1": "100 Main St", "City": "Austin", "State": "TX", "PostalCode": "78701", "Country": "US"},
        "FirstMonthFiscalYear": "January",
        "FirstMonthIncomeTaxYear": "January",
        "TaxForm": "Form1120",
    }
    wanted = {owner.casefold() for owner in owners}
    stamps = [
        {"OwnerID": owner, "DataExtName": key, "DataExtType": "STR255TYPE", "DataExtValue": value}
        for (owner, key), value in work.contents.stamps.items()
        if owner.casefold() in wanted
    ]
    if stamps:
        made["DataExtRet"] = stamps
    return made


def preferences_ret(work: Work) -> dict[str, Any]:
    """Return PreferencesRet; without ClosingDate if there is none, without sales tax if the company has none."""
    preferences = work.preferences
    accounting = {
        "IsUsingAccountNumbers": _boolean(preferences.account_numbers),
        "IsRequiringAccounts": "true",
        "IsUsingClassTracking": _boolean(preferences.class_tracking),
        "IsUsingAuditTrail": "true",
        "IsAssigningJournalEntryNumbers": "true",
    }
    if work.contents.closing_date:
        accounting["ClosingDate"] = work.contents.closing_date
    made: dict[str, Any] = {
        "AccountingPreferences": accounting,
        "MultiCurrencyPreferences": _currencies(preferences),
        "PurchasesAndVendorsPreferences": {
            "IsUsingInventory": "false",
            "DaysBillsAreDue": str(preferences.days_bills_are_due),
            "IsAutomaticallyUsingDiscounts": "false",
        },
        "SalesAndCustomersPreferences": {
            "IsTrackingReimbursedExpensesAsIncome": "false",
            "IsAutoApplyingPayments": "false",
        },
    }
    default = next(iter(work.contents.of("ItemSalesTax").values()), None)
    if preferences.sales_tax and default is not None:
        made["SalesTaxPreferences"] = {
            "DefaultItemSalesTaxRef": {"ListID": default.id, "FullName": default.name},
            "PaySalesTax": "Monthly",
        }
    made["CurrentAppAccessRights"] = {"IsAutomaticLoginAllowed": "false", "IsPersonalDataAccessAllowed": "false"}
    return made


def _currencies(preferences: Preferences) -> dict[str, Any]:
    """The home currency is told only where there are several."""
    made: dict[str, Any] = {"IsMultiCurrencyOn": _boolean(preferences.multicurrency)}
    if preferences.multicurrency:
        made["HomeCurrencyRef"] = {"ListID": "80000001-1234567890", "FullName": preferences.home_currency}
    return made


def _boolean(value: bool) -> str:
    return "true" if value else "false"
