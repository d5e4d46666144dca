"""What a question of the checklist that is answered with yes has to show: what is linked to what, and from where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bookbridge.domain.checklist import Check
from bookbridge.domain.completion import tax_rates_of
from bookbridge.domain.languages import Language
from bookbridge.domain.records import Reference, facts_of
from bookbridge.ports.records import RecordKey

from .try_record import Trial

SHOWN: Final = 5
"""Things that are told of all that are in order."""

LONGEST_NAME: Final = 60


def affirm(check: Check, trial: Trial, speech: Language) -> str:
    """The detail of a check that has passed."""
    if check.id == "connected" and trial.connection and trial.package:
        organisation = trial.connection.organisation_name or trial.connection.organisation_id
        return speech.checklist_words("connected_to", organisation=organisation, package=trial.package.manifest.title)
    if check.id == "tax_rate_resolved" and (told := [*_tax_rates(trial, speech)]):
        return _listed(told, "; ")
    if check.id == "account_codes" and (named := [ref.id for ref in _references(check, trial)]):
        title = trial.package.manifest.title if trial.package else ""
        return speech.checklist_words("known", package=title, names=_listed([*dict.fromkeys(named)], ", "))
    if check.id.endswith("_linked"):
        links = [*dict.fromkeys(_links(check, trial, speech))]
        return _listed(links, "; ") if links else speech.checklist_words("names_none")
    return speech.checklist_words("nothing_to_mend")


def title_of(trial: Trial, key: RecordKey) -> str:
    """A record as people know it: its id, and its name if it is known here."""
    name = name_of(trial, key)
    return f"{key[1]} “{name}”" if name else key[1]


def name_of(trial: Trial, key: RecordKey) -> str:
    """The name or number of the record itself, or of one that it refers to; empty when it is not known."""
    parents = trial.examined.parents if trial.examined else {}
    known = trial.record if key == (trial.record.entity_type, trial.record.record_id) else parents.get(key)
    name = facts_of(known.entity_type, known.body).number if known else ""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _links(check: Check, trial: Trial, speech: Language) -> Iterator[str]:
    title = trial.package.manifest.title if trial.package else ""
    resolved = trial.examined.resolved if trial.examined else {}
    for ref in _references(check, trial):
        key = (ref.entity_type, ref.id)
        yield speech.checklist_words(
            "linked", record=title_of(trial, key), package_id=resolved.get(key, ""), package=title
        )


def _tax_rates(trial: Trial, speech: Language) -> Iterator[str]:
    if trial.examined is None or trial.connection is None:
        return
    record = trial.record
    bodies = {key: parent.body for key, parent in trial.examined.parents.items()}
    rates = tax_rates_of(record.entity_type, record.body, bodies, trial.connection.settings)
    for number, rate in enumerate(rates, 1):
        if not rate.reference:
            yield speech.checklist_words("no_tax_on_line", number=number)
            continue
        source = speech.checklist_words(f"tax_from_{rate.source}")
        yield speech.checklist_words("tax_of_line", number=number, rate=rate.reference, source=source)


def _references(check: Check, trial: Trial) -> Iterator[Reference]:
    for ref in trial.examined.gathered.references if trial.examined else ():
        if ref.entity_type in check.parents:
            yield ref


def _listed(entries: list[str], joint: str) -> str:
    more = ["…"] if len(entries) > SHOWN else []
    return joint.join([*entries[:SHOWN], *more])
