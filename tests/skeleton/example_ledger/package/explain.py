"""From a refusal to a problem that people can act on: the catalogue's words, with names, a link and what to watch."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path

from bookbridge.domain.dispatches import Operation, Refused
from bookbridge.domain.errors import OutcomeUnknown, PackageRefused, Retriable
from bookbridge.domain.exact_json import Json
from bookbridge.domain.failures import Problem
from bookbridge.domain.failures.catalogue import Catalogue, Match, shared_json
from bookbridge.domain.stored_records import waiting_on_package

from .client import Client
from .mapping import field_of


@cache
def catalogue() -> Catalogue:
    """The failure catalogue of this package, read when it is first needed."""
    return Catalogue.from_json(shared_json(), Path(__file__).with_name("catalogue.json").read_text("utf-8"))


class Explainer:
    """Explains the refusals of one ledger; asks it for names, and does without when it cannot be asked."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def explain(self, operation: Operation, refused: Refused) -> Problem:
        """See `Books.explain`."""
        field = field_of(operation.entity_type, refused.field)
        match = catalogue().match(refused.code, refused.text, operation.entity_type, field)
        thing: Json = {}
        # A failure told with fewer details is better than a session that ends over them.
        with suppress(Retriable, OutcomeUnknown, PackageRefused):
            thing = self._thing(operation, match)
        values, watch, link = dict[str, str](), "", ""
        if thing:
            name = str(thing["data"].get("number") or thing["data"].get("name") or "")
            values = {"reference_type": thing["kind"], "reference_id": thing["id"], "reference_name": name}
            values |= {"target_type": thing["kind"], "target_id": thing["id"]}
            values |= {"target_party": str(thing["customer_name"]), "party": name}
            watch = waiting_on_package(thing["kind"], thing["id"])
            link = self._client.page_of(thing["kind"], thing["id"])
        return match.problem(
            message=refused.text, package_code=refused.code, field=field, package_link=link, watch=watch, values=values
        )

    def _thing(self, operation: Operation, match: Match) -> Json:
        """What the refusal is about: the object it names by id, or the one that has the name."""
        found: list[Json] = []
        if about_id := match.values.get("about_id", ""):
            found = self._client.objects(ids=about_id).objects
        elif match.row.code == "duplicate_name":
            name = operation.payload["data"]["name"]
            found = self._client.objects(kind=match.values["about_kind"], name=name).objects
        return found[0] if found else {}
