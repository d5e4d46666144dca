"""CompanyInfo and Preferences: one record each per company."""

from .schema import (
    ADDRESS,
    ALWAYS_FILTERABLE,
    ANYTHING,
    BOOLEAN,
    EMAIL,
    IGNORED,
    PHONE,
    TEXT,
    Kind,
    choice,
    listing,
    reference,
    structure,
    text,
)

_UPDATE_ONLY = frozenset({"update"})

COMPANY_INFO = Kind(
    name="CompanyInfo",
    sequence="companyinfo",
    operations=_UPDATE_ONLY,
    read_only=frozenset({"CompanyStartDate", "FiscalYearStartMonth", "NameValue"}),
    filterable=ALWAYS_FILTERABLE,
    merge_objects=True,
    fields={
        "CompanyName": text(1024),
        "LegalName": text(1024),
        "Country": TEXT,
        "CompanyAddr": ADDRESS,
        "LegalAddr": ADDRESS,
        "Email": EMAIL,
        "PrimaryPhone": PHONE,
        "WebAddr": ANYTHING,
        "SupportedLanguages": TEXT,
    },
)
PREFERENCES = Kind(
    name="Preferences",
    sequence="preferences",
    operations=_UPDATE_ONLY,
    announces="u",
    filterable=ALWAYS_FILTERABLE,
    merge_objects=True,
    fields={
        # BookCloseDate is read-only here: the control API or the user sets it.
        "AccountingInfoPrefs": structure(
            {
                "BookCloseDate": IGNORED,
                "UseAccountNumbers": BOOLEAN,
                "ClassTrackingPerTxn": BOOLEAN,
                "ClassTrackingPerTxnLine": BOOLEAN,
                "TrackDepartments": BOOLEAN,
                "CustomerTerminology": TEXT,
            }
        ),
        "CurrencyPrefs": structure(
            {
                "MultiCurrencyEnabled": BOOLEAN,
                "HomeCurrency": ANYTHING,
            }
        ),
        "TaxPrefs": structure(
            {
                "UsingSalesTax": BOOLEAN,
                "PartnerTaxEnabled": BOOLEAN,
                "TaxGroupCodeRef": ANYTHING,
            }
        ),
        "SalesFormsPrefs": structure(
            {
                "CustomTxnNumbers": BOOLEAN,
                "AllowDeposit": BOOLEAN,
                "AutoApplyCredit": BOOLEAN,
                "DefaultTerms": reference("Term"),
            }
        ),
        "VendorAndPurchasesPrefs": structure(
            {
                "TrackingByCustomer": BOOLEAN,
                "BillableExpenseTracking": BOOLEAN,
                "DefaultTerms": reference("Term"),
            }
        ),
        "OtherPrefs": structure({"NameValue": listing({"Name": TEXT, "Value": TEXT})}),
        "EmailMessagesPrefs": ANYTHING,
        "ProductAndServicesPrefs": ANYTHING,
        "ReportPrefs": ANYTHING,
        "TimeTrackingPrefs": ANYTHING,
        "Language": choice("English"),
    },
)

COMPANY = (COMPANY_INFO, PREFERENCES)
