"""The steps that complete and judge a draft; the entity tables name them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from .books import Books, Key, Row
from .entities import Kind
from .entities.lists import CLASSIFICATIONS, SUBTYPES
from .entities.schema import BANK_TYPES, CARD_TYPES, DEPOSIT_TYPES
from .faults import Error, Refused, business, missing, refused
from .lines import expense_lines, sales_lines, total_expense_form, total_sales_form
from .linking import settle
from .records import ZERO, Record, reference_id
from .terms import due_date

_NAME_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
_MOST_LEVELS = 5
_LONG_NUMBERS = ("AU", "CA")
_PAID_FROM = {"Cash": DEPOSIT_TYPES, "Check": BANK_TYPES, "CreditCard": CARD_TYPES}


@dataclass
class Draft:
    """A record on its way into the books.

    ``fields`` is complete (a sparse update is merged already), ``before`` holds the
    stored fields of an update and is empty for a create, ``applied`` collects what
    a payment puts on other transactions.
    """

    books: Books
    kind: Kind
    fields: Record
    previous: Row | None = None
    before: Record = field(default_factory=dict)
    applied: dict[Key, Decimal] = field(default_factory=dict)


def run_steps(draft: Draft) -> None:
    """Run the steps of the entity in order; raises ``Refused``."""
    for name in draft.kind.steps:
        STEPS[name](draft)


def _activate(draft: Draft) -> None:
    if draft.fields.get("Active") is None:
        draft.fields["Active"] = True


def _name_party(draft: Draft) -> None:
    """Derive the display name; 6080 when there is nothing to derive it from."""
    _activate(draft)
    fields = draft.fields
    if not fields.get("DisplayName"):
        parts = [fields[part] for part in _NAME_PARTS if fields.get(part)]
        if not parts:
            raise refused("6080", element="DisplayName")
        fields["DisplayName"] = " ".join(parts)
    if not fields.get("PrintOnCheckName"):
        fields["PrintOnCheckName"] = fields["DisplayName"][:110]
    if draft.kind.name != "Employee" and not fields.get("CurrencyRef"):
        fields["CurrencyRef"] = {"value": draft.books.home_currency}
    if draft.kind.name == "Vendor" and fields.get("Vendor1099") is None:
        fields["Vendor1099"] = False


def _place_under_parent(draft: Draft) -> None:
    """Compute FullyQualifiedName; 6150 without the parent, 6180 below level 5."""
    fields = draft.fields
    child = {"Customer": "Job", "Item": "SubItem", "Class": "SubClass"}.get(draft.kind.name)
    parent_id = reference_id(fields, "ParentRef")
    if child and fields.get(child) and not parent_id:
        raise refused("6150", element="ParentRef")
    path = [str(fields[draft.kind.name_field])]
    while parent_id:
        parent = draft.books.find(draft.kind.name, parent_id)
        if parent is None or parent is draft.previous:
            raise refused("2500", "Invalid Reference Id : ParentRef", "ParentRef")
        path.insert(0, parent.title)
        if len(path) > _MOST_LEVELS:
            raise refused("6180", element="ParentRef")
        parent_id = reference_id(parent.fields, "ParentRef")
    fields["FullyQualifiedName"] = ":".join(path)
    if draft.kind.name == "Account":
        fields["SubAccount"] = len(path) > 1


def _keep_open_balance(draft: Draft) -> None:
    """6220: somebody with an open balance is not made inactive."""
    row = draft.previous
    leaves = row is not None and row.active and draft.fields["Active"] is False
    if row and leaves and draft.books.party_balance(row) != ZERO:
        raise refused("6220")


def _complete_item(draft: Draft) -> None:
    _activate(draft)
    fields = draft.fields
    fields["Type"] = fields.get("Type") or "Service"
    wanted: tuple[str, ...] = ()
    if fields["Type"] == "Inventory":
        wanted = (
            "AssetAccountRef",
            "IncomeAccountRef",
            "ExpenseAccountRef",
            "QtyOnHand",
            "InvStartDate",
            "TrackQtyOnHand",
        )
    elif fields["Type"] in ("Service", "NonInventory"):
        fields["TrackQtyOnHand"] = False
        accounts = fields.get("IncomeAccountRef") or fields.get("ExpenseAccountRef")
        if not accounts:
            # The text is documented, the code it comes with is not.
            raise business("Please specify the income account")
    errors = [missing(name) for name in wanted if not _given(fields, name)]
    if errors:
        raise Refused(*errors)


def _given(fields: Record, name: str) -> bool:
    return fields.get(name) not in (None, False)


def _complete_account(draft: Draft) -> None:
    """6010 without type and subtype; the number is longer in AU and CA."""
    _activate(draft)
    fields = draft.fields
    account_type = fields.get("AccountType")
    subtype = fields.get("AccountSubType")
    implied = SUBTYPES.get(subtype or "")
    if not account_type and not implied:
        raise refused("6010", element="AccountType")
    if account_type and implied and implied != account_type:
        raise refused("6010", element="AccountSubType")
    account_type = account_type or implied
    fields["AccountType"] = account_type
    fields["Classification"] = CLASSIFICATIONS[str(account_type)]
    fields.setdefault("CurrentBalance", ZERO)
    if not fields.get("CurrencyRef"):
        fields["CurrencyRef"] = {"value": draft.books.home_currency}
    number = fields.get("AcctNum") or ""
    longest = 20 if draft.books.country in _LONG_NUMBERS else 7
    if len(number) > longest:
        raise Refused(Error.too_long("AcctNum", longest, len(number)))


def _complete_term(draft: Draft) -> None:
    _activate(draft)
    fields = draft.fields
    standard = fields.get("DueDays") is not None
    by_date = [fields.get("DayOfMonthDue"), fields.get("DueNextMonthDays")]
    if not standard and None in by_date:
        raise Refused(missing("DueDays"))
    fields["Type"] = "STANDARD" if standard else "DATE_DRIVEN"


def _active_customer(draft: Draft) -> None:
    """6250: the customer of a sale was made inactive."""
    customer_id = reference_id(draft.fields, "CustomerRef") or ""
    customer = draft.books.find("Customer", customer_id)
    unchanged = reference_id(draft.before, "CustomerRef") == customer_id
    if customer and not customer.active and not unchanged:
        detail = f"Invalid Customer: {customer.title} has been deleted"
        raise refused("6250", detail, "CustomerRef")


def _date_transaction(draft: Draft) -> None:
    """Default the date and judge the currency (light: no conversion is done)."""
    books, fields = draft.books, draft.fields
    fields["TxnDate"] = fields.get("TxnDate") or books.today()
    party_id = reference_id(fields, "CustomerRef") or reference_id(fields, "VendorRef")
    kind = "Customer" if fields.get("CustomerRef") else "Vendor"
    party = books.find(kind, party_id or "")
    currency = reference_id(fields, "CurrencyRef")
    if currency is None:
        if books.multicurrency:
            raise Refused(missing("CurrencyRef"))
        fields["CurrencyRef"] = {"value": books.home_currency}
        return
    wanted = books.home_currency
    if books.multicurrency and party:
        wanted = reference_id(party.fields, "CurrencyRef") or wanted
    if currency != wanted and (party or not books.multicurrency):
        raise refused("2220", f"Supplied value: {currency}", "CurrencyRef")


def _number_sales_form(draft: Draft) -> None:
    """Number a new sales form when the company does not use custom numbers."""
    books, fields = draft.books, draft.fields
    custom = books.preferences.get("SalesFormsPrefs", {}).get("CustomTxnNumbers")
    if draft.previous or fields.get("DocNumber") or custom:
        return
    number = books.sequences.get("document", 1000) + 1
    while books.numbered(draft.kind, str(number)):
        number += 1
    books.sequences["document"] = number
    fields["DocNumber"] = str(number)


def _email_wanted(draft: Draft) -> None:
    address = (draft.fields.get("BillEmail") or {}).get("Address")
    if draft.fields.get("EmailStatus") == "NeedToSend" and not address:
        raise refused("6420", element="BillEmail")


def _default_account(draft: Draft, name: str, subtype: str) -> None:
    if draft.fields.get(name):
        return
    for row in draft.books.rows("Account"):
        if row.active and row.fields.get("AccountSubType") == subtype:
            draft.fields[name] = {"value": row.id, "name": row.title}
            return


def _undeposited(draft: Draft) -> None:
    _default_account(draft, "DepositToAccountRef", "UndepositedFunds")


def _payable_account(draft: Draft) -> None:
    _default_account(draft, "APAccountRef", "AccountsPayable")


def _pay_type(draft: Draft) -> None:
    name = {"Check": "CheckPayment", "CreditCard": "CreditCardPayment"}[draft.fields["PayType"]]
    if not draft.fields.get(name):
        raise Refused(missing(name))


def _paying_account(draft: Draft) -> None:
    """The account type must match PaymentType, which does not change."""
    fields = draft.fields
    if draft.before and draft.before["PaymentType"] != fields["PaymentType"]:
        # "not changeable" on the page, without a code.
        raise business("PaymentType can't be changed.")
    account = draft.books.find("Account", fields["AccountRef"]["value"])
    actual = account.fields["AccountType"] if account else ""
    if actual not in _PAID_FROM[fields["PaymentType"]]:
        raise refused("6430", f"Invalid account type: {actual}", "AccountRef")


STEPS: dict[str, Callable[[Draft], None]] = {
    "activate": _activate,
    "name_party": _name_party,
    "place_under_parent": _place_under_parent,
    "keep_open_balance": _keep_open_balance,
    "complete_item": _complete_item,
    "complete_account": _complete_account,
    "complete_term": _complete_term,
    "active_customer": _active_customer,
    "date_transaction": _date_transaction,
    "number_sales_form": _number_sales_form,
    "sales_lines": sales_lines,
    "total_sales_form": total_sales_form,
    "due_date": due_date,
    "email_wanted": _email_wanted,
    "undeposited": _undeposited,
    "settle": settle,
    "expense_lines": expense_lines,
    "total_expense_form": total_expense_form,
    "payable_account": _payable_account,
    "pay_type": _pay_type,
    "paying_account": _paying_account,
}
