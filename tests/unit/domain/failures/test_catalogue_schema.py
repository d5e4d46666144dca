"""The schema beside the catalogue: every catalogue obeys it, and it says the same as the reader."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # comes without types

import bookbridge
from bookbridge.domain.failures import Actor
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.failures.rows import ACTIONS, ONLY_FOR, WATCHES, CatalogueError
from bookbridge.domain.records import SUBJECTS
from tests.unit.domain.failures.catalogues import row

pytestmark = pytest.mark.unit

HOME: Final = Path(bookbridge.__file__).parent
SCHEMA: Final[dict[str, Any]] = json.loads((HOME / "domain/failures/catalogue.schema.json").read_text(encoding="utf-8"))
FILES: Final = [HOME / "domain/failures/shared.json", *sorted(HOME.glob("packages/*/catalogue.json"))]
BOTH: Final = {"en": "Text", "fr": "Texte"}
SOUND: Final[dict[str, Any]] = {
    "version": 1,
    "rows": [row("unknown_error"), row("no_description")],
    "matches": [{"row": "unknown_error", "codes": ["1"], "example": "one"}],
}


def is_valid(document: object) -> bool:
    return bool(Draft202012Validator(SCHEMA).is_valid(document))


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_catalogue_obeys_the_schema(file: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []
    assert document["version"] == 1


def test_the_schema_is_itself_valid_and_every_package_has_a_catalogue() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert {file.parent.name for file in FILES} >= {"failures", "quickbooks_online", "quickbooks_desktop", "xero"}


def test_the_schema_knows_the_same_words_as_the_reader() -> None:
    rows, matches = (SCHEMA["$defs"][name]["properties"] for name in ("row", "match"))
    remedy = rows["remedies"]["items"]["properties"]
    assert remedy["actor"]["enum"] == [actor.value for actor in Actor]
    assert SCHEMA["$defs"]["step"]["properties"]["only_for"]["enum"] == [name for name in ONLY_FOR if name]
    assert rows["actions"]["items"]["enum"] == list(ACTIONS)
    assert rows["watch"]["enum"] == list(WATCHES)
    assert matches["entity_types"]["items"]["enum"] == list(SUBJECTS)


BROKEN: Final[dict[str, dict[str, Any]]] = {
    "no version": {"version": None},
    "another version": {"version": 2},
    "an unknown section": {"colour": "red"},
    "a row without cause": {"rows": [{"code": "a"}]},
    "a code in capitals": {"rows": [row("Bad-Code")]},
    "a text in one language": {"rows": [row("a", title={"en": "Only English"})]},
    "an empty text": {"rows": [row("a", title={"en": "Text", "fr": " "})]},
    "an unknown action": {"rows": [row("a", actions=["explode"])]},
    "an unknown watch": {"rows": [row("a", watch="birds")]},
    "nobody who acts": {"rows": [row("a", remedies=[])]},
    "an unknown actor": {"rows": [row("a", remedies=[{"actor": "nobody", "steps": [BOTH]}])]},
    "no steps": {"rows": [row("a", remedies=[{"actor": "support", "steps": []}])]},
    "a step for nobody": {"rows": [row("a", remedies=[{"actor": "support", "steps": [{**BOTH, "only_for": "cats"}]}])]},
    "a match on nothing": {"matches": [{"row": "unknown_error", "example": "x"}]},
    "a match of an unknown type": {"matches": [{**SOUND["matches"][0], "entity_types": ["car"]}]},
    "a target without id": {"matches": [{**SOUND["matches"][0], "target": {"type": "kind"}}]},
    "a phrase in one language": {"phrases": {"menu": {"en": "Menu"}}},
    "a made value in one language": {"made": {"clash": [{"en": "x"}]}},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_what_the_reader_refuses_the_schema_refuses_too(change: dict[str, Any]) -> None:
    broken = copy.deepcopy(SOUND) | change
    assert is_valid(SOUND)
    assert not is_valid(broken)
    with pytest.raises(CatalogueError):
        Catalogue([broken])
