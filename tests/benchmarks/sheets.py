"""How figures are shown: plain aligned tables, which are Markdown too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich import box
from rich.console import Console
from rich.table import Table

WIDTH = 150
"""Columns of output that goes to a file."""


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
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=WIDTH)
    for sheet in section.sheets:
        console.print(f"\n{sheet.title}\n")
        table = Table(box=box.MARKDOWN, pad_edge=True)
        for place, column in enumerate(sheet.columns):
            table.add_column(column, justify="right" if place else "left", no_wrap=True)
        for row in sheet.rows:
            table.add_row(*row)
        console.print(table)
        for note in sheet.notes:
            console.print(note)


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
    return f"{dollars:,.2f}" if dollars >= 1 else f"{dollars:,.3f}" if dollars >= 0.0005 else "0.000"


def percent(share: float) -> str:
    """A share of one."""
    return f"{share * 100:.0f} %" if share >= 0.005 else ""
