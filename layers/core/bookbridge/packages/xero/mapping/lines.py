"""Lines of documents, both ways: sales lines with discounts, purchase lines on accounts or items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from bookbridge.domain.canonical_values import decimal, money, price, quantity, values
from bookbridge.domain.line_amounts import HUNDRED
from bookbridge.domain.money import CENT, plain, round_half_up
from bookbridge.packages.xero.wire import Json, objects_in

from .outgoing import TRACKED, Outgoing

DISCOUNT: Final = "Discount"
"""How the line is described that takes a document's discount off; by it the line is known again."""

NOTHING_SAID: Final = "."
"""The description of a line that has none anywhere: an approved document needs one."""

NO_TAX: Final = "NONE"

_DISCOUNTED: Final = frozenset({"invoice", "order"})
"""Types whose lines can give a discount in percent; elsewhere such a line is sent as one of its amount."""


def is_taxed(record: Json) -> bool:
    """Whether any line has a tax rate."""
    return any(line.get("tax_rate") for line in record["lines"])


def tax_mode(record: Json) -> str:
    """`LineAmountTypes`: our amounts are without tax."""
    return "Exclusive" if is_taxed(record) else "NoTax"


def sales_lines(out: Outgoing) -> list[Json]:
    """The lines of an invoice, order, credit note or refund, and what takes its discount off."""
    taxed = is_taxed(out.record)
    lines = [_sales_line(out, line, taxed=taxed) for line in out.record["lines"]]
    return [*lines, *_discount_lines(out, taxed=taxed)]


def _sales_line(out: Outgoing, line: Json, *, taxed: bool) -> Json:
    amounts = {"Quantity": line["quantity"], "UnitAmount": line["unit_price"], "LineAmount": line["amount"]}
    if Decimal(line.get("discount_percent") or 0):
        if out.entity_type in _DISCOUNTED:
            amounts["DiscountRate"] = line["discount_percent"]
        else:
            amounts |= {"Quantity": "1", "UnitAmount": line["amount"]}
    tax = {"TaxType": out.id_of("tax_rate", line["tax_rate"]) if line.get("tax_rate") else NO_TAX} if taxed else {}
    account = _account(out, line, out.accounts.income)
    return {**_described(out, line), **amounts, **account, **tax, **_tracking(out, line)}


def _discount_lines(out: Outgoing, *, taxed: bool) -> Iterator[Json]:
    """One line for each tax type, in proportion, so that no tax is due on what was given away."""
    discount = Decimal(out.record.get("discount_amount") or 0)
    if not discount:
        return
    shares: dict[str, Decimal] = {}
    for line in out.record["lines"]:
        rate = str(line.get("tax_rate") or "")
        shares[rate] = shares.get(rate, Decimal(0)) + Decimal(line["amount"])
    total, left = sum(shares.values(), Decimal(0)), discount
    for place, (rate, share) in enumerate(shares.items(), 1):
        part = left if place == len(shares) else round_half_up(discount * share / total)
        left -= part
        if part:
            yield {
                "Description": DISCOUNT,
                "Quantity": "1",
                "UnitAmount": plain(-part.quantize(CENT)),
                "LineAmount": plain(-part.quantize(CENT)),
                "AccountID": out.id_of("account", str(out.accounts.discount)),
                **({"TaxType": out.id_of("tax_rate", rate) if rate else NO_TAX} if taxed else {}),
            }


def purchase_lines(out: Outgoing) -> list[Json]:
    """The lines of a bill, vendor credit or expense; the canonical record has no tax on what is bought."""
    lines = []
    for line in out.record["lines"]:
        amounts = {"Quantity": "1", "UnitAmount": line["amount"], "LineAmount": line["amount"]}
        if line.get("item"):
            amounts |= {"Quantity": line["quantity"], "UnitAmount": line["unit_cost"]}
        account = _account(out, line, out.accounts.expense)
        lines.append({**_described(out, line), **amounts, **account, **_tracking(out, line)})
    return lines


def item_account(item: Json, *, sold: bool) -> str:
    """The code of the account that an item itself is booked on; empty when it has none."""
    details = item.get("SalesDetails" if sold else "PurchaseDetails") or {}
    return str(details.get("AccountCode") or (not sold and details.get("COGSAccountCode")) or "")


def is_sale(entity_type: str) -> bool:
    """Whether lines of this type sell, as opposed to buy."""
    return entity_type not in {"bill", "vendor_credit", "expense"}


def _account(out: Outgoing, line: Json, default: str | None) -> Json:
    """The line's own account, else the item's, else the connection's default."""
    if line.get("account"):
        return {"AccountID": out.id_of("account", line["account"])}
    if line.get("item"):
        item = out.known.items[out.id_of("item", line["item"])]
        if code := item_account(item, sold=is_sale(out.entity_type)):
            return {"AccountCode": code}
    return {"AccountID": out.id_of("account", str(default))}


def _described(out: Outgoing, line: Json) -> Json:
    item: Json = out.known.items[out.id_of("item", line["item"])] if line.get("item") else {}
    own = "Description" if is_sale(out.entity_type) else "PurchaseDescription"
    described = line.get("description") or item.get(own) or item.get("Description") or item.get("Name") or NOTHING_SAID
    return {"Description": str(described), **({"ItemCode": str(item["Code"])} if item else {})}


def _tracking(out: Outgoing, line: Json) -> Json:
    options = [out.known.option(kind, line[kind]) for kind in TRACKED if line.get(kind)]
    found = [option for option in options if option]
    return {"Tracking": found} if found else {}


def sales_lines_in(body: Json, categories: Sequence[str]) -> Json:
    """`lines` and `discount_amount` of a document; `categories` names the tracking categories for class and job."""
    lines, discount = list[Json](), Decimal(0)
    for line in objects_in(body.get("LineItems")):
        net = _net_amount(body, line)
        if _is_discount(line):
            discount -= net
            continue
        record = {
            **_places_in(line),
            "quantity": quantity(line.get("Quantity", 1)),
            "unit_price": _unit_price(body, line, net),
            "amount": money(net),
            **_rest_in(line, categories),
        }
        if rate := decimal(line.get("DiscountRate")):
            record["discount_percent"] = quantity(rate)
        lines.append(record)
    return {"lines": lines, **({"discount_amount": money(discount)} if discount else {})}


def purchase_lines_in(body: Json, categories: Sequence[str]) -> Json:
    """`lines` of a bill, vendor credit or expense: item lines with quantity and cost, others with an amount."""
    lines = []
    for line in objects_in(body.get("LineItems")):
        net = _net_amount(body, line)
        record = {**_places_in(line), "amount": money(net), **_rest_in(line, categories)}
        if line.get("ItemCode"):
            record["quantity"] = quantity(line.get("Quantity", 1))
            record["unit_cost"] = _unit_price(body, line, net)
        record.pop("tax_rate", None)  # the canonical record has none on what is bought
        lines.append(record)
    return {"lines": lines}


def _places_in(line: Json) -> Json:
    # `item_id` is put there by whoever read the items: a line names its item by a code.
    return values(line, {"item": "item_id", "account": "AccountID"})


def _rest_in(line: Json, categories: Sequence[str]) -> Json:
    record: Json = {}
    description = str(line.get("Description") or "")
    if description and description != NOTHING_SAID:
        record["description"] = description
    tax = str(line.get("TaxType") or NO_TAX)
    if tax != NO_TAX:
        record["tax_rate"] = tax
    for tracking in objects_in(line.get("Tracking")):
        if (name := str(tracking.get("Name") or "")) in categories and tracking.get("Option"):
            record[TRACKED[list(categories).index(name)]] = str(tracking["Option"])
    return record


def _is_discount(line: Json) -> bool:
    return line.get("Description") == DISCOUNT and not line.get("ItemCode") and decimal(line.get("LineAmount")) < 0


def _net_amount(body: Json, line: Json) -> Decimal:
    """A line's amount without tax, in whichever way the document was entered."""
    amount = decimal(line.get("LineAmount"))
    return amount - decimal(line.get("TaxAmount")) if body.get("LineAmountTypes") == "Inclusive" else amount


def _unit_price(body: Json, line: Json, net: Decimal) -> str:
    if body.get("LineAmountTypes") != "Inclusive" or not decimal(line.get("Quantity")):
        return price(line.get("UnitAmount", net))
    kept = (HUNDRED - decimal(line.get("DiscountRate"))) / HUNDRED
    whole = net / kept if kept else net
    return price(round_half_up(whole / decimal(line["Quantity"]), Decimal("0.0001")))
