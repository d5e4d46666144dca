"""Fault bodies of QuickBooks Online, word for word (vendor page, section 6)."""

from dataclasses import dataclass
from datetime import datetime

from .records import Record

MESSAGES = {
    "100": "General Authentication Error",
    "110": "Authentication OAuth Error",
    "120": "Authorization Failure",
    "130": "Accessing Wrong Cluster",
    "140": "Company Locked Out",
    "150": "Company Under Maintenance",
    "500": "Unsupported operation",
    "600": "Duplicate Request ID",
    "610": "Object Not Found",
    "620": "Txn ID Cannot Be Linked",
    "630": "Duplicate Object",
    "700": "Parent Reference Invalid",
    "800": "Cannot delete object",
    "900": "Parent cannot be child",
    "1000": "Operation failed",
    "1010": "Create Failed",
    "1020": "Update Failed",
    "1040": "Batch size exceeds allowed limit",
    "1050": "Invalid Content Type",
    "2000": "Invalid or unsupported object name",
    "2010": "Request has invalid or unsupported property",
    "2020": "Required param missing, need to supply the required value for the API",
    "2030": "Invalid ID",
    "2040": "Invalid String",
    "2050": "String length is either shorter or longer than supported by specification",
    "2060": "Invalid Date Format",
    "2070": "Invalid Date",
    "2080": "Invalid Number Format",
    "2090": "Invalid Number",
    "2100": "Invalid Decimal Format",
    "2110": "Invalid Decimal",
    "2120": "Invalid Type",
    "2130": "Invalid Request Id Format",
    "2140": "Invalid Amount",
    "2150": "Invalid Percent",
    "2160": "Invalid Quantity",
    "2170": "Invalid Enumeration",
    "2180": "Invalid string range",
    "2190": "Invalid date range",
    "2200": "Malformed Website Address",
    "2210": "Invalid Email Address Format",
    "2220": "Invalid Currency Type",
    "2230": "Invalid Boolean",
    "2240": "Invalid number range",
    "2250": "Missing lines",
    "2260": "MissingPostingType",
    "2270": "MissingTaxApplicableOn",
    "2280": "MissingTaxAmount",
    "2290": "NegativeAmount",
    "2300": "debits not equal to credits",
    "2500": "Invalid Reference Id",
    "2600": "conflicting elements in request",
    "3000": "Invalid Custom Field",
    "4000": "Error parsing query",
    "4001": "Invalid query",
    "4002": "could not be processed",
    "5000": "Deprecated field",
    "5010": "Stale Object Error",
    "5020": "Permission Denied",
    "5030": "Feature Not Supported",
    "6000": "A business validation error has occurred while processing your request",
    "6010": "Invalid Account.AccountType && Account.SubType",
    "6020": "Content length is missing",
    "6030": "Upload too large",
    "6040": "File metadata must be of Attachable type",
    "6041": "Invalid uploaded file",
    "6050": "Entity type is unsupported for Attachable",
    "6060": "OpenBalanceDate must accompany OpenBalance",
    "6070": "Amount calculation incorrect in the request",
    "6080": "No Name Provided",
    "6090": "Discount Line missing required info",
    "6100": "Invalid Line TaxCode in the request",
    "6110": "MAS transaction cannot be updated",
    "6120": "MAS transaction cannot be deleted",
    "6130": "Cannot change who customer bills with",
    "6140": "Duplicate Document Number Error",
    "6150": "ParentRef Required Validation Error",
    "6160": "Invalid TaxCodeRef Error",
    "6170": "Invalid TxnTaxDetail",
    "6180": "Sub Level Limit",
    "6190": "Invalid Company Status",
    "6200": "Account Period Closed Error",
    "6210": "Account Period Closed, Cannot Update Through Services API",
    "6220": "Delete Entity Has Balance",
    "6230": "Invalid TaxCodeRef Error",
    "6240": "Duplicate Name Exists Error",
    "6250": "InvalidSalesCustomer",
    "6270": "Inventory transaction before the item's start date",
    "6280": "Delete Customer Has Unbilled Expenses",
    "6310": "MissingCustomer",
    "6400": "deleting linked purchase would invalidate an invoice",
    "6420": "Email address is required",
    "6430": "Invalid account type used",
    "6440": "Transaction Detail Information Required",
    "6450": "Attempt to Void Transaction failed",
    "6460": "MAS deposit amount mismatch",
    "6470": "TaxLiabilityAccount or TaxRateError",
    "6480": "Matched Transaction Delete Error",
    "6520": "missing tracked quantity",
    "6530": "Found raw Credit Card Numbering request",
    "6540": "Deposited Transaction cannot be changed",
    "10000": "An application error has occurred while processing your request",
    "10200": "Company Reset",
}

INACTIVE = (
    "Object Not Found : Something you're trying to use has been made inactive. Check "
    "the fields with accounts, customers, items, vendors or employees."
)
INACTIVE_ACCOUNT = (
    "Invalid Reference Id : Something you're trying to use has been made inactive. Check the fields with accounts."
)
TRANSACTION_DELETED = "Object Not Found : Another user has deleted this transaction."
STALE = (
    "Stale Object Error : You and {user} were working on this at the same time. "
    "{user} finished before you did, so your work was not saved."
)
PARTY_NAME_TAKEN = (
    "The name supplied already exists. : Another customer, vendor or employee is "
    "already using this name. Please use a different name."
)
NUMBER_TAKEN = (
    "Duplicate Document Number Error : You must specify a different number. This "
    "number has already been used. DocNumber={number} is assigned to "
    "TxnType={kind} with TxnId={id}"
)
PERIOD_CLOSED = (
    "The account period has closed and the account books cannot be updated through "
    "the QBO Services API. Please use the QBO website to make these changes."
)
LENGTH = (
    "String length specified does not match the supported length. Min:{minimum} "
    "Max:{maximum} supported. Supplied length:{supplied}"
)
RECEIVED_TOO_LITTLE = (
    "Business Validation Error: The Amount Received (plus credits) can't be less than the selected charges."
)
SUBSCRIPTION_ENDED = (
    "Subscription period has ended or canceled or there was a billing problem : You "
    "can't add data to QuickBooks Online Plus because your trial or subscription "
    "period ended."
)
DEPOSITED = (
    "This transaction has been deposited. If you want to change or delete it, you must edit the deposit it appears on "
    "and remove it first."
)
DETAILS = {
    "120": "-11014-You do not have access to use QuickBooks Online Plus.",
    "5010": STALE.format(user="Olivia Bookkeeper"),
    "6190": SUBSCRIPTION_ENDED,
    "6210": PERIOD_CLOSED,
    "6540": DEPOSITED,
    "10000": "System Failure Error: please try again",
}
"""What the page quotes beside the Message of a code, where it does and nothing in it depends on the record."""
THROTTLED_MESSAGE = "message=ThrottleExceeded; errorCode=003001; statusCode=429"
THROTTLED_DETAIL = "The request limit was reached.  Try again later"
THROTTLED_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse '
    'xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE">'
    f'<Error code="3001"><Message>{THROTTLED_MESSAGE}</Message>'
    f"<Detail>{THROTTLED_DETAIL}</Detail></Error></Fault></IntuitResponse>"
)


@dataclass(frozen=True)
class Error:
    """One entry of a fault."""

    code: str
    detail: str
    element: str = ""

    @classmethod
    def too_long(cls, name: str, maximum: int, supplied: int) -> "Error":
        """Return 2050 with the documented text."""
        detail = LENGTH.format(minimum=0, maximum=maximum, supplied=supplied)
        return cls("2050", detail, name)

    def body(self) -> Record:
        """Return the entry as it goes over the wire."""
        return {
            "Message": MESSAGES.get(self.code, self.detail),
            "Detail": self.detail,
            "code": self.code,
            "element": self.element,
        }


class Refused(Exception):  # noqa: N818 - it is an answer, not a defect
    """The package refuses a request: HTTP 400 with one or more errors."""

    def __init__(self, *errors: Error) -> None:
        """Keep the errors in the order they are answered."""
        super().__init__(", ".join(f"{e.code} {e.detail}" for e in errors))
        self.errors = errors

    @property
    def fault(self) -> Record:
        """Return the ``Fault`` object."""
        severe = any(error.code.isdecimal() and int(error.code) >= 10000 for error in self.errors)
        return {
            "Error": [error.body() for error in self.errors],
            "type": "SystemFault" if severe else "ValidationFault",
        }


def refused(code: str, detail: str = "", element: str = "") -> Refused:
    """Build a refusal with one error; the detail defaults to the official text."""
    return Refused(Error(code, detail or MESSAGES.get(code, ""), element))


def missing(name: str) -> Error:
    """Return 2020 for the parameter ``name``."""
    return Error("2020", f"Required parameter {name} is missing in the request", name)


def unsupported(operation: str) -> Refused:
    """Return 500 for an operation the entity does not have."""
    return refused("500", f"Operation {operation} is not supported.")


def business(text: str) -> Refused:
    """Return 6000 with ``text``."""
    return refused("6000", f"Business Validation Error: {text}")


def gate_fault(code: str, name: str, status: int, detail: str, at: datetime) -> Record:
    """Return the lower-case body that the gateway in front of the API answers.

    The page shows it for 401. For 403 it gives the message only; the same gateway
    answers both, so the same shape is used, with the type ``SERVICE``.
    """
    return {
        "warnings": None,
        "intuitObject": None,
        "fault": {
            "error": [
                {
                    "message": (f"message={name}; errorCode={code.zfill(6)}; statusCode={status}"),
                    "detail": detail,
                    "code": code,
                    "element": None,
                }
            ],
            "type": "AUTHENTICATION" if status == 401 else "SERVICE",
        },
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": int(at.timestamp() * 1000),
        "status": None,
        "cdcresponse": [],
    }


def throttled_fault() -> Record:
    """Return the ``Fault`` of a 429."""
    return {
        "Error": [
            {
                "Message": THROTTLED_MESSAGE,
                "Detail": THROTTLED_DETAIL,
                "code": "3001",
                "element": "",
            }
        ],
        "type": "SERVICE",
    }
