"""The whole product over metered services: real wiring, real adapters, an emulated DynamoDB, the package's simulator.

Time is virtual and stands still while work is done: it moves only where somebody has to wait.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from bookbridge.adapters.sqs import read_company, read_delivery
from bookbridge.bootstrap import Application
from bookbridge.domain.leases import Hold
from bookbridge.entrypoints import tasks
from bookbridge.use_cases.accept_records import Wish
from bookbridge.use_cases.progress import Deadline
from tests.fakes.clock import FakeClock
from tests.proof.charts import CHARTS

from .adapters import MeteredAdapters, MeteredServices
from .functions import batch_size, timeout_of
from .packages import PACKAGES
from .state_machine import CompanySync, Task
from .tally import Tally

API_CHUNK: Final = 512 * 1024
"""Bytes of a request that HTTP API bills as one."""
STREAM_BATCH: Final = 100


class Metered(Application):
    """One stack over metered services. Its methods play the parts of API, streams and state machine."""

    def __init__(self, tally: Tally, metered: MeteredServices) -> None:
        Application.__init__(self, metered)
        self.tally = tally
        self.services = metered
        self.clock: FakeClock = metered.clock

    def post_records(self, company_id: str, wishes: list[Wish]) -> None:
        """The application sends up to 100 records in one request."""
        self._request(json.dumps([[wish.entity_type, wish.record_id, wish.record] for wish in wishes]).encode())
        with self.tally.invoked("serve_records"):
            answers = self.accept_records.many(company_id, wishes)
        refused = [answer.faults for answer in answers if answer.record is None]
        if refused:
            raise AssertionError(f"records of the benchmark were refused: {refused[0]}")
        self._announce()

    def _walk(self, machine: CompanySync, given: dict[str, Any]) -> dict[str, Any]:
        """One execution, which must end well; what it returns."""
        run = machine.run(given)
        if run.status != "SUCCEEDED" or run.output.get("result") not in {"succeeded", "busy"}:
            raise AssertionError(f"a session of the benchmark ended badly: {run}")
        self.tally.sessions += 1
        self.tally.transitions += machine.transitions
        output: dict[str, Any] = run.output
        return output

    def _tasks(self) -> dict[str, Task]:
        company, clock = "company_id", self.clock
        return {
            "AcquireLease": self._task(
                "acquire_lease",
                lambda given: tasks.lease_output(
                    self.acquire_lease(given[company], given["session_id"], given["trigger"]), clock.now()
                ),
            ),
            "PullChanges": self._task(
                "pull_changes",
                lambda given: self.pull_changes(_hold(given), self._deadline("pull_changes")).as_output(),
            ),
            "PushRecords": self._task(
                "push_records",
                lambda given: self.push_records(_hold(given), self._deadline("push_records")).as_output(),
            ),
            "FinishSession": self._task(
                "finish_session", lambda given: tasks.ending_output(self.finish_session(_hold(given)))
            ),
            "AbortSession": self._task(
                "abort_session",
                lambda given: tasks.ending_output(
                    self.abort_session(given[company], given["session_id"], given["error"], tasks.cause_of(given))
                ),
            ),
        }

    def _task(self, function: str, work: Task) -> Task:
        def invoked(given: dict[str, Any]) -> dict[str, Any]:
            with self.tally.invoked(function):
                output = work(given)
            self._announce()
            return output

        return invoked

    def _deadline(self, function: str) -> Deadline:
        return Deadline(self.clock.now().timestamp() + timeout_of(function) - tasks.SAFETY_SECONDS)

    def _announce(self) -> None:
        """The streams hand over what each write changed: a batch for each write, as if nothing were collected."""
        announced, self.tally.announced = self.tally.announced, []
        for changes in announced:
            for start in range(0, len(changes), STREAM_BATCH):
                with self.tally.invoked("announce_changes"):
                    self.announce_changes(changes[start : start + STREAM_BATCH])

    def _request(self, body: bytes) -> None:
        self.tally.api_requests += max(1, -(-len(body) // API_CHUNK))


class MeteredStack(Metered):
    """One stack with a package that is called; it plays the parts of queues and scheduler too.

    `thorough` puts moto in the place of the quick emulation of DynamoDB; then this must happen within `mock_aws`.
    """

    def __init__(self, package: str, *, thorough: bool = False) -> None:
        self.benched = PACKAGES[package]
        tally = Tally()
        self.metered = MeteredAdapters(tally, package, thorough=thorough)
        super().__init__(tally, self.metered)
        self.simulator = self.metered.simulator

    # -- what people and programs do ----------------------------------------------------------------------------------

    def connect(self, company_id: str, organisation_id: str) -> None:
        """A company with its organisation in the package, connected and idle."""
        package = self.benched.name
        self.metered.simulated.add_organisation(organisation_id, f"{company_id} Inc.")
        self.clock.advance(timedelta(minutes=10))
        self.connect_company.change(company_id, {"package": package, "settings": CHARTS[package].settings})
        tokens = self.simulator.issue_tokens(organisation_id)
        body = {name: tokens[name] for name in ("access_token", "refresh_token", "expires_in")}
        self.connect_company.set_credentials(company_id, {**body, "organisation_id": organisation_id})

    def edit(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A user of the package edits the books."""
        headers = {"content-type": "application/json"}
        status, _headers, answer = self.simulator.handle(
            method, f"/control{path}", "", headers, json.dumps(body).encode()
        )
        if status >= 400:
            raise AssertionError(f"{method} {path}: {status} {answer.decode()}")
        return dict(json.loads(answer))

    def deliver(self) -> None:
        """The package posts what it has to announce."""
        posts = [*self.metered.http.posts, *self.simulator.webhooks.take_due(at_once=True)]
        self.metered.http.posts.clear()
        for post in posts:
            self.tally.webhooks += 1
            self._request(post.body)
            with self.tally.invoked("receive_webhook"):
                self.receive_webhook(self.benched.name, post.body, post.headers)

    def tick(self) -> None:
        """A minute passes and the scheduler ticks."""
        self.clock.advance(timedelta(minutes=1))
        with self.tally.invoked("start_due_syncs"):
            self.start_due_syncs()
        self._announce()

    # -- queues, streams, state machine -------------------------------------------------------------------------------

    def run(self, *, deliveries_at_once: int = 1, polls_at_once: int = 1) -> None:
        """Go on until nothing is left. So many messages wait when the queue is looked at; batches hold no more."""
        queues = self.metered.clients.queues
        busy = True
        while busy:
            busy = False
            self.deliver()
            while messages := queues.take("webhooks", min(deliveries_at_once, batch_size("take_in_changes"))):
                busy = True
                with self.tally.invoked("take_in_changes"):
                    self.take_in_changes([read_delivery(body) for body, _delay in messages])
                self._announce()
            while messages := queues.take("polls", min(polls_at_once, batch_size("poll_changes"))):
                busy = True
                with self.tally.invoked("poll_changes"):
                    for body, _delay in messages:
                        with self.tally.lane():
                            self.poll_changes(read_company(body))
                self._announce()
            while messages := queues.take("wakes", 1):
                busy = True
                self.clock.advance(messages[0][1])
                with self.tally.invoked("start_session"):
                    self.wake_company(read_company(messages[0][0]))
                self._announce()
            while self.metered.clients.state_machines.started:
                busy = True
                given = json.loads(self.metered.clients.state_machines.started.pop(0))
                self._walk(CompanySync(self._tasks(), self.clock.advance), given)


def _hold(given: Mapping[str, Any]) -> Hold:
    return tasks.hold_of(given)
