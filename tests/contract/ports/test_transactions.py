"""What holds for every implementation of `Transactions`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.errors import LeaseLost
from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import Counts
from bookbridge.domain.stored_records import SyncState
from bookbridge.ports.records import ObjectKey, RecordKey
from bookbridge.ports.transactions import (
    MAX_EFFECTS,
    AddCounts,
    AppendToFeed,
    BindMapping,
    DropDispatch,
    Effect,
    Outdated,
    RemoveNotice,
    SaveFailure,
    SaveRecord,
    StoreDispatch,
)

from .conftest import Ports
from .examples import (
    LEASE,
    MINUTE,
    NOON,
    ORGANISATION,
    SECOND,
    dispatch,
    entry,
    failure,
    hold,
    link,
    notice,
    record,
    session,
)

pytestmark = [pytest.mark.contract, pytest.mark.requirement("F1")]

BIND = BindMapping("c-1", ORGANISATION, "invoice", "1045", "inv-1")


def commit(ports: Ports, mine: Hold, effects: Sequence[Effect]) -> None:
    ports.transactions.commit(mine, effects, now=NOON + MINUTE, lease_for=LEASE)


def mapped(ports: Ports) -> dict[ObjectKey, RecordKey]:
    return ports.records.mapped("c-1", ORGANISATION, [("invoice", "1045")])


def test_all_effects_of_a_step_are_written_and_the_lease_renewed(ports: Ports) -> None:
    mine = hold(ports.leases)
    ports.sessions.start(session())
    ports.inbox.put([notice()])
    ports.transactions.commit_unleased([StoreDispatch(dispatch())])

    commit(
        ports,
        mine,
        [
            SaveRecord(record(sync_state=SyncState.SYNCED, link=link())),
            BIND,
            SaveFailure(failure()),
            RemoveNotice(notice()),
            AppendToFeed((entry(),)),
            StoreDispatch(dispatch(dispatch_id="dis-2")),
            DropDispatch("c-1", "dis-1"),
            AddCounts("c-1", "ses-1", Counts(pushed=1, calls=2)),
        ],
    )

    stored = ports.records.get("c-1", "invoice", "inv-1")
    assert stored == record(sync_state=SyncState.SYNCED, link=link(), row_version=1)
    assert mapped(ports) == {("invoice", "1045"): ("invoice", "inv-1")}
    assert ports.failures.get("c-1", failure().failure_id) == replace(failure(), row_version=1)
    assert ports.inbox.take("c-1", 9) == ()
    assert ports.feed.page("c-1", None, 9)[0] == (entry(),)
    assert ports.dispatches.unfinished("c-1") == (dispatch(dispatch_id="dis-2"),)
    run = ports.sessions.get("c-1", "ses-1")
    assert run is not None
    assert run.counts == Counts(pushed=1, calls=2)
    lease = ports.leases.get("c-1")
    assert (lease.last_attempt_at, lease.expires_at) == (NOON + MINUTE, NOON + MINUTE + LEASE)


def test_a_step_without_effects_renews_the_lease(ports: Ports) -> None:
    mine = hold(ports.leases)

    commit(ports, mine, [])

    assert ports.leases.get("c-1").last_attempt_at == NOON + MINUTE


@pytest.mark.parametrize("effects", [[], [SaveRecord(record())], [AddCounts("c-1", "ses-1", Counts())]])
def test_an_overtaken_holder_writes_nothing(ports: Ports, effects: list[Effect]) -> None:
    late = hold(ports.leases)
    ports.leases.acquire("c-1", "ses-2", "another", NOON + LEASE, LEASE)
    held = ports.leases.get("c-1")

    with pytest.raises(LeaseLost):
        commit(ports, late, effects)

    assert ports.records.get("c-1", "invoice", "inv-1") is None
    assert ports.leases.get("c-1") == held


def test_a_holder_that_gave_up_writes_nothing(ports: Ports) -> None:
    mine = hold(ports.leases)
    ports.leases.abandon(mine)

    with pytest.raises(LeaseLost):
        commit(ports, mine, [SaveRecord(record())])


def test_a_lost_lease_outweighs_outdated_effects(ports: Ports) -> None:
    ports.records.save(record())

    with pytest.raises(LeaseLost):
        commit(ports, Hold("c-1", "ses-1", 1), [SaveRecord(record())])


def test_one_outdated_effect_refuses_all_and_is_named(ports: Ports) -> None:
    mine = hold(ports.leases)
    before = ports.leases.get("c-1")
    ports.records.save(record())
    current = SaveRecord(record(record_id="inv-2"))
    outdated = SaveRecord(record(revision=2))

    with pytest.raises(Outdated) as refused:
        commit(ports, mine, [current, BIND, outdated])

    assert refused.value.effects == (outdated,)
    assert ports.records.get("c-1", "invoice", "inv-2") is None
    assert mapped(ports) == {}
    assert ports.leases.get("c-1") == before


def test_every_outdated_effect_is_named(ports: Ports) -> None:
    mine = hold(ports.leases)
    ports.transactions.commit_unleased([SaveFailure(failure())])
    ports.records.save(record())
    again: list[Effect] = [SaveRecord(record()), SaveFailure(failure())]

    with pytest.raises(Outdated) as refused:
        commit(ports, mine, [AppendToFeed((entry(),)), *again])

    assert set(map(type, refused.value.effects)) == {SaveRecord, SaveFailure}
    assert ports.feed.page("c-1", None, 9) == ((), None)


def test_a_record_of_the_current_version_is_written_with_the_next(ports: Ports) -> None:
    mine = hold(ports.leases)
    read = ports.records.save(record())

    commit(ports, mine, [SaveRecord(replace(read, revision=2))])

    assert ports.records.get("c-1", "invoice", "inv-1") == replace(read, revision=2, row_version=2)


@pytest.mark.requirement("F2")
@pytest.mark.parametrize(
    "replacement",
    [notice(occurred_at=NOON + SECOND), notice(kind=ChangeKind.DELETED)],
    ids=["newer", "of another kind at the same time"],
)
def test_a_notice_that_another_replaced_is_not_removed(ports: Ports, replacement: object) -> None:
    mine = hold(ports.leases)
    ports.inbox.put([notice()])
    (taken,) = ports.inbox.take("c-1", 1)
    ports.inbox.put([replacement])  # type: ignore[list-item]

    with pytest.raises(Outdated) as refused:
        commit(ports, mine, [RemoveNotice(taken)])

    assert refused.value.effects == (RemoveNotice(taken),)
    assert ports.inbox.take("c-1", 9) == (replacement,)


def test_a_notice_that_is_gone_can_be_removed_again(ports: Ports) -> None:
    mine = hold(ports.leases)

    commit(ports, mine, [RemoveNotice(notice())])


@pytest.mark.requirement("F10")
def test_counts_of_one_session_add_up(ports: Ports) -> None:
    mine = hold(ports.leases)
    ports.sessions.start(session())
    more = [AddCounts("c-1", "ses-1", Counts(applied=2)), AddCounts("c-1", "ses-1", Counts(applied=1, echoes=4))]

    commit(ports, mine, more)
    commit(ports, mine, [*more, AddCounts("c-1", "ses-1", Counts())])

    run = ports.sessions.get("c-1", "ses-1")
    assert run is not None
    assert run.counts == Counts(applied=6, echoes=8)


def test_a_dispatch_is_replaced_by_its_new_state(ports: Ports) -> None:
    mine = hold(ports.leases)

    commit(ports, mine, [StoreDispatch(dispatch())])
    commit(ports, mine, [StoreDispatch(dispatch(operations=()))])

    assert ports.dispatches.unfinished("c-1") == (dispatch(operations=()),)


def test_dropping_a_dispatch_twice_is_no_error(ports: Ports) -> None:
    mine = hold(ports.leases)
    commit(ports, mine, [StoreDispatch(dispatch())])

    commit(ports, mine, [DropDispatch("c-1", "dis-1")])
    commit(ports, mine, [DropDispatch("c-1", "dis-1")])

    assert ports.dispatches.unfinished("c-1") == ()


def test_as_many_effects_as_a_transaction_takes_are_written(ports: Ports) -> None:
    mine = hold(ports.leases)

    commit(ports, mine, [SaveRecord(record(record_id=f"inv-{number}")) for number in range(MAX_EFFECTS)])

    assert len(ports.records.page("c-1", None, None, 200)[0]) == MAX_EFFECTS


def test_more_effects_are_refused(ports: Ports) -> None:
    mine = hold(ports.leases)

    with pytest.raises(ValueError, match="at most 99"):
        commit(ports, mine, [SaveRecord(record(record_id=str(number))) for number in range(MAX_EFFECTS + 1)])


def test_two_effects_on_one_item_are_refused(ports: Ports) -> None:
    mine = hold(ports.leases)

    with pytest.raises(ValueError, match="same item"):
        commit(ports, mine, [StoreDispatch(dispatch()), DropDispatch("c-1", "dis-1")])
    with pytest.raises(ValueError, match="same item"):
        ports.transactions.commit_unleased([BIND, BIND])


def test_a_transaction_never_reaches_into_another_company(ports: Ports) -> None:
    mine = hold(ports.leases)

    with pytest.raises(ValueError, match="c-2"):
        commit(ports, mine, [SaveRecord(record("c-2"))])
    with pytest.raises(ValueError, match="c-2"):
        ports.transactions.commit_unleased([SaveRecord(record("c-1")), SaveRecord(record("c-2"))])

    assert ports.records.get("c-1", "invoice", "inv-1") is None
    assert ports.records.get("c-2", "invoice", "inv-1") is None


def test_the_lease_of_one_company_is_no_lease_of_another(ports: Ports) -> None:
    mine = hold(ports.leases)

    with pytest.raises(LeaseLost):
        commit(ports, replace(mine, company_id="c-2"), [SaveRecord(record("c-2"))])


def test_effects_without_a_lease_need_none(ports: Ports) -> None:
    ports.transactions.commit_unleased([])
    ports.transactions.commit_unleased([SaveRecord(record()), BIND])

    with pytest.raises(Outdated):
        ports.transactions.commit_unleased([SaveRecord(record()), SaveFailure(failure())])

    assert ports.failures.get("c-1", failure().failure_id) is None
