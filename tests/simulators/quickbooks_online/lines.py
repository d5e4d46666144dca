"""Lines and totals of sales forms and expenses.

Amount must equal Qty x UnitPrice rounded half up to 2 decimals, else 6070 with the
documented text. TotalTax is taken from the request: the sales tax engine of the
package is not imitated. The SubTotal line is made by the package, never taken from
a client.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from .books import Books, Row
from .entities import KINDS
from .faults import Error, Refused, business, missing, refused
from .records import ZERO, Record, amount, cents, reference_id

if TYPE_CHECKING:
    from .rules import Draft

_HUNDRED = Decimal(100)


def sales_lines(draft: "Draft") -> None:
    """Complete and judge the lines of a sales form."""
    lines = [line for line in draft.fields["Line"] if line["DetailType"] != "SubTotalLineDetail"]
    errors: list[Error] = []
    for line in lines:
        if line["DetailType"] == "SalesItemLineDetail":
            errors += _sales_item(draft.books, line)
        elif line["DetailType"] == "GroupLineDetail":
            inner = (line.get("GroupLineDetail") or {}).get("Line") or []
            line["Amount"] = sum((cents(row.get("Amount") or 0) for row in inner), ZERO)
    if errors:
        raise Refused(*errors)
    if not lines:
        raise Refused(missing("Line"))
    subtotal = sum((amount(line, "Amount") for line in lines if _counts(line)), ZERO)
    for line in lines:
        if line["DetailType"] == "DiscountLineDetail":
            _discount(line, subtotal)
    _name_lines(lines)
    lines.append(
        {
            "Amount": subtotal,
            "DetailType": "SubTotalLineDetail",
            "SubTotalLineDetail": {},
        }
    )
    draft.fields["Line"] = lines


def total_sales_form(draft: "Draft") -> None:
    """Compute TotalAmt: what was sold less discounts, plus tax on top."""
    total = ZERO
    for line in draft.fields["Line"]:
        if _counts(line):
            total += amount(line, "Amount")
        elif line["DetailType"] == "DiscountLineDetail":
            total -= amount(line, "Amount")
    _set_total(draft, total)


def expense_lines(draft: "Draft") -> None:
    """Complete and judge the lines of a bill, vendor credit or purchase."""
    errors: list[Error] = []
    for line in draft.fields["Line"]:
        name = line["DetailType"]
        detail = line.get(name)
        if not detail:
            errors.append(missing(f"Line.{name}"))
            continue
        if line.get("Amount") is None:
            errors.append(missing("Line.Amount"))
            continue
        errors += _amount_fits(line, detail)
        if name == "ItemBasedExpenseLineDetail" and not detail.get("ItemRef"):
            errors.append(missing(f"Line.{name}.ItemRef"))
        if detail.get("BillableStatus") == "Billable" and not detail.get("CustomerRef"):
            errors.append(Error("6310", "MissingCustomer", f"Line.{name}.CustomerRef"))
        errors += _expense_account(draft.books, name, detail)
    if errors:
        raise Refused(*errors)
    _name_lines(draft.fields["Line"])


def total_expense_form(draft: "Draft") -> None:
    """Compute TotalAmt of an expense form."""
    lines = draft.fields["Line"]
    _set_total(draft, sum((amount(line, "Amount") for line in lines), ZERO))


def _set_total(draft: "Draft", total: Decimal) -> None:
    if draft.fields.get("GlobalTaxCalculation") != "TaxInclusive":
        total += amount(draft.fields.get("TxnTaxDetail") or {}, "TotalTax")
    if total < ZERO:
        raise refused("2290", element="TotalAmt")
    draft.fields["TotalAmt"] = total


def _counts(line: Record) -> bool:
    return line["DetailType"] in ("SalesItemLineDetail", "GroupLineDetail")


def _sales_item(books: Books, line: Record) -> list[Error]:
    detail = line.get("SalesItemLineDetail")
    if detail is None:
        return [missing("Line.SalesItemLineDetail")]
    if line.get("Amount") is None:
        return [missing("Line.Amount")]
    if not detail.get("ItemRef") and (default := default_item(books)):
        detail["ItemRef"] = {"value": default.id, "name": default.title}
    errors = _amount_fits(line, detail)
    item = books.find("Item", reference_id(detail, "ItemRef") or "")
    sold = item is None or item.fields.get("Type") in ("Group", "Category")
    if item and not sold and not item.fields.get("IncomeAccountRef"):
        error = business("Please specify the income account").errors[0]
        errors.append(error)
    return errors


def default_item(books: Books) -> Row | None:
    """Return the "Services" item that a line without ItemRef is booked on."""
    return books.named(KINDS["Item"], {"Name": "Services"})


def _amount_fits(line: Record, detail: Record) -> list[Error]:
    quantity, price = detail.get("Qty"), detail.get("UnitPrice")
    if quantity is None or price is None:
        return []
    supplied = cents(line["Amount"])
    if supplied == cents(Decimal(quantity) * Decimal(price)):
        return []
    return [
        Error(
            "6070",
            f"Amount is not equal to UnitPrice * Qty. Supplied value:{supplied:,}",
            "Line.Amount",
        )
    ]


def _discount(line: Record, subtotal: Decimal) -> None:
    detail = line.get("DiscountLineDetail") or {}
    if detail.get("PercentBased"):
        percent = detail.get("DiscountPercent")
        if percent is None:
            raise refused("6090", element="Line.DiscountLineDetail.DiscountPercent")
        line["Amount"] = cents(subtotal * Decimal(percent) / _HUNDRED)
    elif line.get("Amount") is None:
        raise refused("6090", element="Line.Amount")


def _expense_account(books: Books, name: str, detail: Record) -> list[Error]:
    """Refuse receivable and payable accounts; the page names no allowed types."""
    account = books.find("Account", reference_id(detail, "AccountRef") or "")
    if account is None:
        return []
    account_type = account.fields["AccountType"]
    if account_type not in ("Accounts Receivable", "Accounts Payable"):
        return []
    detail_text = f"Invalid account type: {account_type}"
    return [Error("6430", detail_text, f"Line.{name}.AccountRef")]


def _name_lines(lines: list[Record]) -> None:
    """Give each line the id it came with, or the next free one."""
    used = {line["Id"] for line in lines if line.get("Id")}
    number = 0
    for position, line in enumerate(lines, start=1):
        if not line.get("Id"):
            number += 1
            while str(number) in used:
                number += 1
            line["Id"] = str(number)
            used.add(line["Id"])
        line["LineNum"] = position
