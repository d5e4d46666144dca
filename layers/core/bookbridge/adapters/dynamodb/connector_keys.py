"""Table `connector_keys`. Key: `company_id`, `key_id`.

A login is the item `login` of `login#<user_name>`, which no company can be called. `companies` and `tried` are maps by
company, so that companies come and go without rewriting each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from bookbridge.domain.connector_keys import ConnectorKey, Login, Mode
from bookbridge.domain.errors import StoreThrottled
from bookbridge.domain.timestamps import from_text, to_text
from bookbridge.ports.transactions import Outdated

from .database import CONFLICT_ATTEMPTS, Cancelled, Database, Refused
from .table import Key, Table, absent, present, sets
from .values import RawItem, Row, raw_item, raw_value

_LOGIN: Final = "login"


def connector_keys_table(database: Database, name: str) -> Table:
    """The table `connector_keys`."""
    return Table(database, name, "company_id", "key_id")


class DynamoDbConnectorKeys:
    """Implements `ConnectorKeys`."""

    def __init__(self, database: Database, keys: Table) -> None:
        self._database = database
        self._keys = keys

    def login(self, user_name: str) -> Login | None:
        """The login; strongly consistent."""
        row = self._keys.get(*_login_key(user_name))
        return _to_login(user_name, row) if row else None

    def create(self, key: ConnectorKey, login: Login) -> None:
        """Store a key and a login that is new or gets one more company, both or none. Raises `Outdated`."""
        if set(login.companies) == {key.company_id}:
            write = {"Put": self._keys.put_request(_login_item(login), absent("key_id"))}
        else:
            mine = Path(["companies", key.company_id])
            unchanged = (Path("password_hash") == raw_value(login.password_hash)) & mine.does_not_exist()
            write = {"Update": self._update(login.user_name, [mine.set(raw_value(key.key_id))], unchanged)}
        new_key = {"Put": self._keys.put_request(_key_item(key), absent("key_id"))}
        try:
            self._database.call("transact_write_items", {"TransactItems": [new_key, write]})
        except Cancelled:
            raise Outdated(()) from None

    def of_company(self, company_id: str) -> tuple[ConnectorKey, ...]:
        """The company's keys, oldest first."""
        rows = self._keys.query(Path("company_id") == company_id)
        return tuple(sorted(map(_to_key, rows), key=lambda key: (key.created_at, key.key_id)))

    def get(self, company_id: str, key_id: str) -> ConnectorKey | None:
        """One key."""
        row = self._keys.get(company_id, key_id)
        return _to_key(row) if row else None

    def revoke(self, company_id: str, key_id: str) -> bool:
        """Take a key away, and its login with its last company, both or none."""
        for attempt in range(CONFLICT_ATTEMPTS):
            if attempt:
                self._database.pause(attempt)
            key = self.get(company_id, key_id)
            if key is None:
                return False
            writes = [{"Delete": self._keys.delete_request((company_id, key_id), present("key_id"))}]
            writes += self._leaving(key, self.login(key.user_name))
            # a login that changed since it was read cancels it: then all is read again
            with suppress(Cancelled):
                self._database.call("transact_write_items", {"TransactItems": writes})
                return True
        raise StoreThrottled(f"others were changing the login of key {key_id} each of {CONFLICT_ATTEMPTS} times")

    def note_guess(self, login: Login, seen: int) -> None:
        """Write `failures` and `locked_until` of a login. Raises `Outdated`."""
        values = {"failures": login.failures, "locked_until": login.locked_until}
        try:
            as_seen = Path("failures") == seen
            self._keys.update(_login_key(login.user_name), sets(values), present("key_id") & as_seen)
        except Refused as refused:
            row = refused.row
            if row is not None and not _is_noted(row, login):  # else it is gone, or the answer to this write was lost
                raise Outdated(()) from None

    def note_tried(self, user_name: str, company_id: str, at: datetime) -> None:
        """Remember when a company of a login was last begun."""
        noted = Path(["tried", company_id]).set(raw_value(at))
        self._if_there(user_name, [noted], Path(["companies", company_id]).exists())

    def _leaving(self, key: ConnectorKey, login: Login | None) -> list[dict[str, Any]]:
        if login is None or login.companies.get(key.company_id) != key.key_id:
            return []
        mine = Path(["companies", key.company_id])
        others = sorted(set(login.companies) - {key.company_id})
        if not others:
            alone = Path("companies") == _map({key.company_id: key.key_id})
            return [{"Delete": self._keys.delete_request(_login_key(key.user_name), alone)}]
        still_there = (mine == raw_value(key.key_id)) & Path(["companies", others[0]]).exists()
        actions: list[Action] = [mine.remove(), Path(["tried", key.company_id]).remove()]
        return [{"Update": self._update(key.user_name, actions, still_there)}]

    def _update(self, user_name: str, actions: list[Action], condition: Condition) -> dict[str, Any]:
        return self._keys.update_request(_login_key(user_name), actions, condition)

    def _if_there(self, user_name: str, actions: list[Action], condition: Condition) -> None:
        with suppress(Refused):
            self._keys.update(_login_key(user_name), actions, condition)


def _login_key(user_name: str) -> Key:
    return f"login#{user_name}", _LOGIN


def _is_noted(row: Row, login: Login) -> bool:
    return row.number("failures") == login.failures and row.optional_instant("locked_until") == login.locked_until


def _map(texts: Mapping[str, str]) -> dict[str, Any]:
    return {"M": {name: raw_value(text) for name, text in texts.items()}}


def _read_map(row: Row, name: str) -> dict[str, str]:
    stored: dict[str, dict[str, str]] = row.raw.get(name, {}).get("M", {})
    return {key: value["S"] for key, value in stored.items()}


def _key_item(key: ConnectorKey) -> RawItem:
    return raw_item(
        {
            "company_id": key.company_id,
            "key_id": key.key_id,
            "user_name": key.user_name,
            "created_at": key.created_at,
            "label": key.label,
            "mode": key.mode,
        }
    )


def _to_key(row: Row) -> ConnectorKey:
    return ConnectorKey(
        company_id=row.text("company_id"),
        key_id=row.text("key_id"),
        user_name=row.text("user_name"),
        created_at=row.instant("created_at"),
        label=row.text("label"),
        mode=Mode(row.text("mode")),
    )


def _login_item(login: Login) -> RawItem:
    company_id, key_id = _login_key(login.user_name)
    plain = raw_item(
        {
            "company_id": company_id,
            "key_id": key_id,
            "salt": login.salt,
            "password_hash": login.password_hash,
            "mode": login.mode,
            "failures": login.failures,
            "locked_until": login.locked_until,
        }
    )
    tried = {company: to_text(at) for company, at in login.tried.items()}
    return {**plain, "companies": _map(login.companies), "tried": _map(tried)}


def _to_login(user_name: str, row: Row) -> Login:
    return Login(
        user_name=user_name,
        salt=row.binary("salt"),
        password_hash=row.binary("password_hash"),
        mode=Mode(row.text("mode")),
        companies=_read_map(row, "companies"),
        tried={company: from_text(at) for company, at in _read_map(row, "tried").items()},
        failures=row.number("failures"),
        locked_until=row.optional_instant("locked_until"),
    )
