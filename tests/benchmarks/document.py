"""The tables of docs/performance.md, replaced by those of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from .sheets import Section, lines

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "performance.md"


def document(section: Section) -> None:
    """Put each table below the heading that is its title. Raises `ValueError` where the document lacks one."""
    text = DOCUMENT.read_text(encoding="utf-8").splitlines()
    for sheet in section.sheets:
        heading = f"### {sheet.title}"
        if heading not in text:
            raise ValueError(f"{DOCUMENT.name} has no heading {heading!r}")
        start = text.index(heading) + 2
        end = start
        while end < len(text) and text[end].startswith("|"):
            end += 1
        text[start:end] = lines(sheet)
    DOCUMENT.write_text("\n".join(text) + "\n", encoding="utf-8")
