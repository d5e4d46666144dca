"""The ports over AWS, as a function's environment names its parts."""
# ruff: noqa: PLC0415 - each function imports the adapters that it uses and no others: a cold start is somebody waiting

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .aws_connectors import AwsConnectors
from .aws_events import AwsEvents
from .aws_failures import AwsFailures
from .aws_timers import AwsTimers

if TYPE_CHECKING:
    from bookbridge.adapters.document_files import HttpsFiles
    from bookbridge.adapters.dynamodb.budgets import DynamoDbBudgets
    from bookbridge.adapters.dynamodb.connections import DynamoDbConnections
    from bookbridge.adapters.dynamodb.credentials import DynamoDbCredentialStore
    from bookbridge.adapters.dynamodb.discrepancies import DynamoDbDiscrepancies
    from bookbridge.adapters.dynamodb.dispatches import DynamoDbDispatches
    from bookbridge.adapters.dynamodb.failure_rows import DynamoDbFailureRows
    from bookbridge.adapters.dynamodb.failures import DynamoDbFailures
    from bookbridge.adapters.dynamodb.feed import DynamoDbFeed
    from bookbridge.adapters.dynamodb.inbox import DynamoDbInbox
    from bookbridge.adapters.dynamodb.leases import DynamoDbLeases
    from bookbridge.adapters.dynamodb.records import DynamoDbRecords
    from bookbridge.adapters.dynamodb.reports import DynamoDbReports
    from bookbridge.adapters.dynamodb.sessions import DynamoDbSessions
    from bookbridge.adapters.dynamodb.transactions import DynamoDbTransactions
    from bookbridge.adapters.dynamodb.unknown_errors import DynamoDbUnknownErrors
    from bookbridge.adapters.http_client import Urllib3Http
    from bookbridge.adapters.s3_reports import S3ReportFiles
    from bookbridge.adapters.sqs import SqsMessages
    from bookbridge.adapters.step_functions import StepFunctionsWorkflows
    from bookbridge.adapters.system_clock import SystemClock, TimeSortedIds
    from bookbridge.ports.packages import AppCredentials, Package

    from .settings import IdentityProvider


class AwsAdapters(AwsEvents, AwsFailures, AwsConnectors, AwsTimers):
    """Implements `Adapters`. Each part, its client and its settings are made when first asked for, and then kept."""

    @cached_property
    def clock(self) -> SystemClock:
        """The machine's clock."""
        from bookbridge.adapters.system_clock import SystemClock

        return SystemClock()

    @cached_property
    def ids(self) -> TimeSortedIds:
        """Ids that sort by time."""
        from bookbridge.adapters.system_clock import TimeSortedIds

        return TimeSortedIds()

    @cached_property
    def http(self) -> Urllib3Http:
        """The network."""
        from bookbridge.adapters.http_client import Urllib3Http

        return Urllib3Http()

    @cached_property
    def files(self) -> HttpsFiles:
        """Files that documents name."""
        from bookbridge.adapters.document_files import HttpsFiles

        return HttpsFiles(frozenset(self.settings.optional("DOCUMENT_HOSTS").split(",")) - {""})

    @cached_property
    def connections(self) -> DynamoDbConnections:
        """Tables `connections` and `organisations`."""
        from bookbridge.adapters.dynamodb import connections as at

        name, organisations = self.settings.table("connections"), self.settings.optional_table("organisations")
        return at.DynamoDbConnections(
            self.database,
            at.connections_table(self.database, name),
            at.organisations_table(self.database, organisations),
        )

    @cached_property
    def credentials(self) -> DynamoDbCredentialStore:
        """Table `credentials`, sealed."""
        from bookbridge.adapters.dynamodb import credentials as at
        from bookbridge.adapters.sealing import Sealer

        table = at.credentials_table(self.database, self.settings.table("credentials"))
        key = self.secrets.key_material(self.settings.required("SEALING_SECRET_ARN"))
        return at.DynamoDbCredentialStore(table, Sealer(key))

    @cached_property
    def records(self) -> DynamoDbRecords:
        """Tables `records` and `mappings`."""
        from bookbridge.adapters.dynamodb import records as at

        mappings = self.settings.optional_table("mappings")
        return at.DynamoDbRecords(
            at.records_table(self.database, self.settings.table("records")),
            at.mappings_table(self.database, mappings),
        )

    @cached_property
    def inbox(self) -> DynamoDbInbox:
        """Table `inbox`."""
        from bookbridge.adapters.dynamodb import inbox as at

        return at.DynamoDbInbox(at.inbox_table(self.database, self.settings.table("inbox")))

    @cached_property
    def feed(self) -> DynamoDbFeed:
        """Table `changes`."""
        from bookbridge.adapters.dynamodb import feed as at

        return at.DynamoDbFeed(at.changes_table(self.database, self.settings.table("changes")))

    @cached_property
    def leases(self) -> DynamoDbLeases:
        """Table `session_leases`."""
        from bookbridge.adapters.dynamodb import leases as at

        return at.DynamoDbLeases(at.session_leases_table(self.database, self.settings.table("session_leases")))

    @cached_property
    def sessions(self) -> DynamoDbSessions:
        """Table `sync_sessions`."""
        from bookbridge.adapters.dynamodb import sessions as at

        return at.DynamoDbSessions(at.sync_sessions_table(self.database, self.settings.table("sync_sessions")))

    @cached_property
    def dispatches(self) -> DynamoDbDispatches:
        """Table `dispatches`."""
        from bookbridge.adapters.dynamodb import dispatches as at

        return at.DynamoDbDispatches(at.dispatches_table(self.database, self.settings.table("dispatches")))

    @cached_property
    def budgets(self) -> DynamoDbBudgets:
        """Table `request_budgets`."""
        from bookbridge.adapters.dynamodb import budgets as at

        return at.DynamoDbBudgets(at.request_budgets_table(self.database, self.settings.table("request_budgets")))

    @cached_property
    def failures(self) -> DynamoDbFailures:
        """Table `sync_failures`."""
        from bookbridge.adapters.dynamodb import failures as at

        return at.DynamoDbFailures(at.sync_failures_table(self.database, self.settings.table("sync_failures")))

    @cached_property
    def unknown_errors(self) -> DynamoDbUnknownErrors:
        """Table `sync_failures`, of all companies."""
        from bookbridge.adapters.dynamodb import unknown_errors as at
        from bookbridge.adapters.dynamodb.failures import sync_failures_table

        return at.DynamoDbUnknownErrors(sync_failures_table(self.database, self.settings.table("sync_failures")))

    @cached_property
    def failure_rows(self) -> DynamoDbFailureRows:
        """Table `sync_failures`, for reports."""
        from bookbridge.adapters.dynamodb.database import Database
        from bookbridge.adapters.dynamodb.failure_rows import DynamoDbFailureRows, read_answer
        from bookbridge.adapters.dynamodb.failures import sync_failures_table

        database = Database(self.clients, read_query=read_answer)
        return DynamoDbFailureRows(sync_failures_table(database, self.settings.table("sync_failures")))

    @cached_property
    def discrepancies(self) -> DynamoDbDiscrepancies:
        """Table `discrepancies`."""
        from bookbridge.adapters.dynamodb import discrepancies as at

        return at.DynamoDbDiscrepancies(at.discrepancies_table(self.database, self.settings.table("discrepancies")))

    @cached_property
    def reports(self) -> DynamoDbReports:
        """Table `reports`."""
        from bookbridge.adapters.dynamodb import reports as at

        return at.DynamoDbReports(self.database, at.reports_table(self.database, self.settings.table("reports")))

    @cached_property
    def report_files(self) -> S3ReportFiles:
        """The bucket of report files."""
        from bookbridge.adapters.s3_reports import S3ReportFiles

        return S3ReportFiles(self.clients, self.settings.required("REPORTS_BUCKET"))

    @cached_property
    def transactions(self) -> DynamoDbTransactions:
        """Transactions over the tables that this function names."""
        from bookbridge.adapters.dynamodb.transactions import DynamoDbTransactions, TableNames

        named = self.settings.optional_table
        names = TableNames(
            session_leases=named("session_leases"),
            records=named("records"),
            mappings=named("mappings"),
            failures=named("sync_failures"),
            discrepancies=named("discrepancies"),
            failure_actions=named("failure_actions"),
            inbox=named("inbox"),
            changes=named("changes"),
            dispatches=named("dispatches"),
            sessions=named("sync_sessions"),
        )
        return DynamoDbTransactions(self.database, names)

    @cached_property
    def messages(self) -> SqsMessages:
        """The queues that this function names."""
        from bookbridge.adapters.sqs import SqsMessages

        return SqsMessages(
            self.clients,
            webhooks=self.settings.optional("WEBHOOKS_QUEUE_URL"),
            dead_letters=self.settings.optional("WEBHOOKS_DEAD_LETTERS_URL"),
            polls=self.settings.optional("POLLS_QUEUE_URL"),
            wakes=self.settings.optional("WAKES_QUEUE_URL"),
        )

    @cached_property
    def workflows(self) -> StepFunctionsWorkflows:
        """The state machines that this function names."""
        from bookbridge.adapters.step_functions import StepFunctionsWorkflows

        return StepFunctionsWorkflows(
            self.clients,
            company_sync=self.settings.optional("COMPANY_SYNC_ARN"),
            export_report=self.settings.optional("EXPORT_REPORT_ARN"),
            act_on_failures=self.settings.optional("ACT_ON_FAILURES_ARN"),
        )

    def package(self, name: str) -> Package:
        """The accounting package with this URL name. Raises `UnknownPackage`."""
        if name not in self._packages:
            from bookbridge.packages import load

            self._packages[name] = load(name, self.settings.package_url(name))
        return self._packages[name]

    def app_of(self, package: str) -> AppCredentials:
        """The operator's registration with an accounting package. Raises `UnknownPackage` when there is none.

        The secret is JSON: `client_id`, `client_secret`, and the webhook's key under the vendor's own name for it
        (`webhook_verifier_token`, `webhook_signing_key` …).
        """
        from bookbridge.domain.errors import UnknownPackage
        from bookbridge.ports.packages import AppCredentials

        secret: dict[str, Any] = json.loads(self.secrets.text(self.settings.package_secret_arn(package)))
        if not (secret["client_id"] and secret["client_secret"]):
            message = f"{package} is not set up here: the operator has given no client id and secret for it"
            raise UnknownPackage(message)
        webhook_secret = next((value for key, value in secret.items() if key.startswith("webhook_")), "")
        return AppCredentials(secret["client_id"], secret["client_secret"], webhook_secret)

    def token_key(self) -> str:
        """The key that signs the API's own tokens."""
        return self.secrets.text(self.settings.required("API_TOKENS_SECRET_ARN"))

    @property
    def identity_provider(self) -> IdentityProvider | None:
        """Whose tokens the API accepts besides its own."""
        return self.settings.identity_provider

    @property
    def public_url(self) -> str:
        """Where the API is reached."""
        return self.settings.required("PUBLIC_URL")

    @cached_property
    def _packages(self) -> dict[str, Package]:
        return {}
