"""``/Organisation``: what an organisation is and until when its books are closed."""

from tests.simulators.chassis.records import Record

from .books import Books
from .values import dotnet_date

_ACTIONS = (
    "CreateApprovedInvoice",
    "CreateDraftInvoice",
    "CreateApprovedBill",
    "CreateDraftBill",
    "CreatePayment",
    "CreateContact",
    "CreateBankTransaction",
    "AttachFilesToInvoice",
)


def describe_organisation(books: Books) -> Record:
    """Return the organisation; a lock date that is not set is absent."""
    shown: Record = {
        "OrganisationID": books.tenant_id,
        "Name": books.name,
        "LegalName": books.name,
        "PaysTax": True,
        "Version": books.version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": books.base_currency,
        "CountryCode": books.country,
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 12,
        "SalesTaxBasis": "ACCRUALS",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "Timezone": "UTC",
        "Class": "PREMIUM",
        "Edition": "BUSINESS",
        "ShortCode": books.short_code,
        "PaymentTerms": {},
    }
    if books.period_lock_date:
        shown["PeriodLockDate"] = dotnet_date(books.period_lock_date)
    if books.end_of_year_lock_date:
        shown["EndOfYearLockDate"] = dotnet_date(books.end_of_year_lock_date)
    return shown


def describe_actions() -> list[Record]:
    """Return what the user may do: everything."""
    return [{"Name": name, "Status": "ALLOWED"} for name in _ACTIONS]
