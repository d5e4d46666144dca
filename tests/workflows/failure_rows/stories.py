"""How each row of the failure catalogue comes about, as data: what is sent, what people do, what is told of it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]
Edit: TypeAlias = tuple[str, str, Json]
"""What somebody does in the package: method, path below the organisation, body; `{rec-alder}` is that record's id
there, `{account 6000}` an account's, `{theirs}` that of what the edit before it made."""

USUAL: Final = ("resync", "skip", "clear")
EXPORTED: Final = ("skip", "clear")
"""What was exported is never exported again."""

SERVICE: Final = (*USUAL, "delete")
"""Services can be deleted (E2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One way to a row; `sends` is one of the records that `records.sent` makes, `changes` what is different in it.

    `existing`: the record is in the package already and is changed, or voided with `voids`. `books` is done in the
    package before it is sent; `meanwhile` after our own checks and just before the write. `says` is the code that the
    package answers, `text` words of it; without `says` our own checks find it. `on_demand`: the simulator cannot come
    to it by itself and is told to answer so, in the vendor's words; `fault` is what befalls whole calls. `names` are
    words that people must find. `foreseen` is the row when the same is found before it is sent, unless it is the same
    one. `mends` is done in the package, `resends` in the application: then the record syncs by itself.
    """

    row: str
    sends: str = "invoice"
    changes: Json = dataclasses.field(default_factory=dict)
    existing: bool = False
    voids: bool = False
    settings: Json = dataclasses.field(default_factory=dict)
    books: tuple[Edit, ...] = ()
    meanwhile: tuple[Edit, ...] = ()
    on_demand: bool = False
    fault: Json = dataclasses.field(default_factory=dict)
    says: str | None = None
    text: str = ""
    field: str = ""
    names: tuple[str, ...] = ()
    link: str = ""
    foreseen: str = ""
    actions: tuple[str, ...] = USUAL
    mends: tuple[Edit, ...] = ()
    resends: Json = dataclasses.field(default_factory=dict)

    @property
    def is_tidy(self) -> bool:
        """Whether the books, the connection and what is in both systems are as before once it is told."""
        return not (self.books or self.meanwhile or self.settings or self.existing or self.fault)

    @property
    def name(self) -> str:
        """`6140 duplicate_number of invoice`."""
        said = "ours" if self.says is None else self.says or "no code"
        verb = " voided" if self.voids else " changed" if self.existing else ""
        return f"{said} {self.row} of {self.sends}{verb} {self.text[:30]}".strip()


def said(says: str, row: str, sends: str = "invoice", text: str = "", **more: Any) -> Story:
    """The package says so on demand."""
    return Story(row=row, says=says, sends=sends, text=text, on_demand=True, **more)
