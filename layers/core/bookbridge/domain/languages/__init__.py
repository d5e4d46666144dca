"""Languages: the words of reports and of failures, one file each. A further language is one more file here.

`<code>.json` holds the words, its `checklist` section those of the checklist. Its `failures` section may carry the
texts of the failure catalogue (title, cause and remedies by code) and `phrases` those of its phrases and neutral words,
where the catalogue itself does not have them in that language. What is missing is shown in English.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from bookbridge.domain.reports import ReportName

ENGLISH: Final = "en"
_FOLDER: Final = Path(__file__).parent
_STEP: Final = re.compile(r"(\w+)(?:\[(\d*)\])?")


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language."""

    code: str
    columns: tuple[str, ...]
    """Headings of the failure reports, in the order of the columns."""
    report_names: Mapping[ReportName, str]
    """Names of report files: ASCII, hyphens between the words."""
    categories: Mapping[str, str]
    actors: Mapping[str, str]
    by_actor: str
    """How steps are told that another than the app's user takes: gaps `{actor}` and `{steps}`."""
    delivery: Mapping[str, str]
    types: Mapping[str, str]
    """Entity types and the package's own kinds of document."""
    fields: Mapping[str, str]
    """Canonical fields as people call them."""
    on_line: str
    """How a field of one line is named: gaps `{field}` and `{number}`."""
    on_a_line: str
    """The same when the line's number is not known: gap `{field}`."""
    checklist: Mapping[str, str]
    """The questions of the checklist by their id, and the words of its answers."""
    approvals: Mapping[str, str]
    """Why a rule about approvers counts, or does not, and that there is none."""
    report_mail: Mapping[str, str]
    """The message that tells of a scheduled report: the names of the reports as people know them, and its sentences."""
    messages: Mapping[str, str]
    """Messages to people about failures, successes and connections."""
    banner: Mapping[str, str]
    """The one line that the application shows above its pages."""
    connector: Mapping[str, str]
    """What a connector is told that has to wait, or whose company file is not the right one."""
    failures: Mapping[str, Any]
    phrases: Mapping[str, str]

    def type_word(self, name: str) -> str:
        """What people call an entity type; an unknown one goes by its own name."""
        return self.types.get(name, name)

    def checklist_words(self, name: str, **values: object) -> str:
        """Words of the checklist, with their gaps filled; in English where this language does not have them."""
        return self._filled("checklist", name, values)

    def approval_words(self, name: str, **values: object) -> str:
        """Words about approvers, with their gaps filled; in English where this language does not have them."""
        return self._filled("approvals", name, values)

    def report_mail_words(self, name: str, **values: object) -> str:
        """Words of the message about a report, with their gaps filled; in English where they are not there."""
        return self._filled("report_mail", name, values)

    def message_words(self, name: str, **values: object) -> str:
        """Words of a message to people, with their gaps filled; in English where this language does not have them."""
        return self._filled("messages", name, values)

    def banner_words(self, name: str, **values: object) -> str:
        """Words of the banner, with their gaps filled; in English where this language does not have them."""
        return self._filled("banner", name, values)

    def connector_words(self, name: str, **values: object) -> str:
        """Words for a connector, with their gaps filled; in English where this language does not have them."""
        return self._filled("connector", name, values)

    def field_words(self, path: str) -> str:
        """What people call a field: `lines[2].item` is "product or service, line 3"; unknown ones stay as they are."""
        steps = [_STEP.fullmatch(step) for step in path.split(".")]
        last = steps[-1]
        if last is None or last[1] not in self.fields:
            return path
        words = self.fields[last[1]]
        line = next((step for step in steps if step and step[2] is not None), None)
        if line is None:
            return words
        return (
            self.on_line.format(field=words, number=int(line[2]) + 1) if line[2] else self.on_a_line.format(field=words)
        )

    def _filled(self, section: str, name: str, values: Mapping[str, object]) -> str:
        words: str = getattr(self, section).get(name) or getattr(language(ENGLISH), section)[name]
        return words.format(**values)


def languages() -> tuple[str, ...]:
    """The codes of all languages, English first."""
    codes = {file.stem for file in _FOLDER.glob("*.json")}
    return (ENGLISH, *sorted(codes - {ENGLISH}))


@cache
def language(code: str) -> Language:
    """The language of a code; `fr-CA` is served as `fr`, an unknown one as English."""
    known = languages()
    asked = code.lower()
    found = next((name for name in (asked, asked.partition("-")[0]) if name in known), ENGLISH)
    return read_language(found, (_FOLDER / f"{found}.json").read_text(encoding="utf-8"))


def in_english(entity_type: str, name: str) -> str:
    """A record as an English message names it: `bill payment PAY-17`."""
    return f"{language(ENGLISH).type_word(entity_type)} {name}"


def read_language(code: str, text: str) -> Language:
    """A language from the text of its file. Raises `TypeError` for missing or unknown sections."""
    sections: dict[str, Any] = json.loads(text)
    return Language(
        code=code,
        columns=tuple(sections.pop("columns")),
        checklist=sections.pop("checklist", {}),
        approvals=sections.pop("approvals", {}),
        report_mail=sections.pop("report_mail", {}),
        messages=sections.pop("messages", {}),
        banner=sections.pop("banner", {}),
        connector=sections.pop("connector", {}),
        failures=sections.pop("failures", {}),
        phrases=sections.pop("phrases", {}),
        **sections,
    )
