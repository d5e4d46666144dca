"""How figures are shown: plain aligned tables, which are Markdown too."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table

WIDTH: Final = 200
"""More columns than any table has: nothing is cut, whatever the output goes to."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. The first column names the row, the others hold figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One group of figures: as tables, and as data for machines."""

    name: str
    sheets: list[Sheet]
    data: dict[str, object] = field(default_factory=dict)


def show(section: Section) -> None:
    """Print the tables of a section."""
    for sheet in section.sheets:
        told = [sheet.title, "", *lines(sheet), *([""] if sheet.notes else []), *sheet.notes]
        sys.stdout.write("\n" + "\n".join(told) + "\n")


def lines(sheet: Sheet) -> list[str]:
    """The table."""
    table = Table(box=box.MARKDOWN)
    for place, column in enumerate(sheet.columns):
        table.add_column(column, justify="right" if place else "left", no_wrap=True)
    for row in sheet.rows:
        table.add_row(*row)
    output = StringIO()
    Console(file=output, highlight=False, markup=False, width=WIDTH).print(table)
    return [line for line in output.getvalue().splitlines() if line.strip()]


def number(quantity: float) -> str:
    """Three figures or more, and no more decimals than say something; nothing for zero."""
    if not quantity:
        return ""
    if abs(quantity) >= 100 or quantity == round(quantity):
        return f"{quantity:,.0f}"
    return f"{quantity:,.1f}" if abs(quantity) >= 10 else f"{quantity:,.2f}"


def money(dollars: float) -> str:
    """Dollars; small sums to a tenth of a cent."""
    if not dollars:
        return ""
    return f"{dollars:,.2f}" if dollars >= 1 else f"{dollars:.3f}"


def percent(share: float) -> str:
    """A share of one; nothing for less than half a hundredth."""
    return f"{share:.0%}".replace("%", " %") if share >= 0.005 else ""
