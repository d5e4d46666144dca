"""Currencies an organisation subscribed to, and its tracking categories."""

from tests.simulators.chassis.records import Record

from . import messages
from .given import Given
from .kinds import CURRENCY, TRACKING_CATEGORY
from .tables import Row
from .writing import Writing, merged


def save_currency(writing: Writing, given: Given, existing: Row | None) -> Row:
    """Subscribe to a currency."""
    code = writing.text(given, "Code", 3, "Currency Code")
    if not code:
        writing.refuse(messages.MANDATORY.format(field="Code"))
    writing.check()
    description = given.text("Description") or str(code)
    return existing or writing.books.add(CURRENCY, {"Description": description}, str(code).upper())


def save_tracking_category(writing: Writing, given: Given, existing: Row | None) -> Row:
    """Create or change a tracking category; an organisation has at most two active ones."""
    books = writing.books
    changed: Record = {}
    if (name := writing.text(given, "Name", 100)) is not None:
        changed["Name"] = name
    if status := writing.choice(given, "Status", ("ACTIVE", "ARCHIVED")):
        changed["Status"] = status
    if (options := given.children("Options")) is not None:
        changed["Options"] = [tracking_option(writing, each) for each in options]
    fields = {"Status": "ACTIVE", "Options": [], **merged(existing, changed)}
    if not fields.get("Name"):
        writing.refuse(messages.MANDATORY.format(field="Name"))
    others = [row for row in books.table(TRACKING_CATEGORY) if row is not existing and row.status == "ACTIVE"]
    if fields["Status"] == "ACTIVE" and len(others) >= 2:
        writing.refuse(messages.TRACKING_FULL)
    if any(row.fields["Name"].lower() == str(fields.get("Name")).lower() for row in others):
        writing.refuse(messages.ACCOUNT_NAME_TAKEN)
    writing.check()
    if existing:
        books.store(existing, fields)
        return existing
    return books.add(TRACKING_CATEGORY, fields)


def tracking_option(writing: Writing, given: Given) -> Record:
    """Return an option of a tracking category."""
    name = writing.text(given, "Name", 100)
    if not name:
        writing.refuse(messages.MANDATORY.format(field="Name"))
    known = given.text("TrackingOptionID")
    return {"TrackingOptionID": known or writing.books.new_id(), "Name": name, "Status": "ACTIVE"}
