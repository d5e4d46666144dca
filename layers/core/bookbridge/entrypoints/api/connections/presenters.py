"""How the API shows connections, their pairings and their connector keys."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from bookbridge.domain.connections import Connection
from bookbridge.domain.connector_keys import ConnectorKey
from bookbridge.domain.leases import Lease
from bookbridge.domain.sessions import Counts, Session
from bookbridge.entrypoints.api.presenters import Shown, instant
from bookbridge.use_cases.read_connection import ConnectionView, PairingView


def company(connection: Connection, next_sync_at: datetime | None) -> Shown:
    """A company in the operator's list."""
    return {
        "company_id": connection.company_id,
        "package": connection.package,
        "organisation_id": connection.organisation_id or None,
        "organisation_name": connection.organisation_name or None,
        "status": connection.status.value,
        "last_sync_at": instant(connection.last_sync_at),
        "next_sync_at": instant(next_sync_at),
    }


def connection(view: ConnectionView, running: Session | None, now: datetime) -> Shown:
    """A connection as it stands; `running` is the session that holds the lease, if it has begun."""
    return {
        **company(view.connection, view.next_sync_at),
        "status": view.status.value,
        "status_label": view.status_label,
        "settings": {
            **view.connection.settings.model_dump(mode="json"),
            "sync_interval_minutes": view.interval // timedelta(minutes=1),
        },
        "session": _session(view.lease, running, view.percent, now) if view.lease else None,
        "pairing": _pairing(view.pairing) if view.pairing else None,
        "token_expires_at": instant(view.token_expires_at),
        "parked_until": instant(view.connection.parked_until) if view.connection.is_parked_at(now) else None,
        "open_failures": view.open_failures,
    }


def connector_key(key: ConnectorKey) -> Shown:
    """A connector key, without its password."""
    return {
        "key_id": key.key_id,
        "user_name": key.user_name,
        "label": key.label or None,
        "mode": key.mode.value,
        "created_at": instant(key.created_at),
    }


def issued_key(key: ConnectorKey, password: str) -> Shown:
    """A new connector key with its password, empty for one that has a password already: the only time it is shown."""
    return {**connector_key(key), "password": password or None}


def _session(lease: Lease, running: Session | None, percent: int | None, now: datetime) -> Shown:
    told = running is not None or percent is not None
    return {
        "session_id": lease.session_id,
        "holder": lease.holder,
        "started_at": instant(lease.acquired_at),
        "expires_at": instant(lease.expires_at),
        "minutes_left": lease.minutes_left(now),
        "waiting": lease.turned_away if lease.keeps_waiting_at(now) else None,
        "progress": {**asdict(running.counts if running else Counts()), "percent": percent} if told else None,
    }


def _pairing(view: PairingView) -> Shown:
    pairing = view.pairing
    return {
        "state": view.state.value,
        "found": pairing.found.as_json() if pairing.found else None,
        "confirmed": pairing.confirmed.as_json() if pairing.confirmed else None,
        "confirmed_at": instant(pairing.confirmed_at),
        "file_size_mb": pairing.file_size_mb,
        "restored_on": pairing.restored_on.isoformat() if pairing.restored_on else None,
        "advice": [asdict(each) for each in view.advice],
    }
