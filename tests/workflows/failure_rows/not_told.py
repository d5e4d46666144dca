"""Rows and rules of the catalogue that no story comes to, each with the reason."""

from __future__ import annotations

from typing import Final

from . import quickbooks_desktop, quickbooks_online, xero

_WITHHELD: Final = "no failure: the record waits in the application: test_rows_of_checklists.py"
_DRIFT: Final = "a discrepancy, not a failure: test_discrepancies.py, test_drift_in_every_package.py"
_CONNECTION: Final = "of a connection as a whole: test_rows_of_checklists.py"
_CONNECTOR: Final = "of the connector as a whole: test_desktop_troubles.py, test_desktop_pairing.py"
_HISTORY: Final = "of documents from before the connection: test_every_package.py"
_WISH: Final = "the application's wish is refused when it is made"
_WHOLE_CALL: Final = "of calls as a whole, which are waited with or found out: test_what_goes_out.py, test_bad_calls.py"
_WARNING: Final = "a warning beside a record that was written"
_NOT_SAID: Final = "this package has no such rule, or does not say so"
_OF_THE_PACKAGE: Final = "only another package can say so, or this one is not asked for it"

_EVERYWHERE: Final = {
    **dict.fromkeys(("already_linked", "several_matches"), _HISTORY),
    **dict.fromkeys(("changed_in_package", "voided_in_package", "deleted_in_package", "total_differs"), _DRIFT),
    **dict.fromkeys(("integration_disabled", "entity_type_not_synced", "record_excluded"), _WITHHELD),
    **dict.fromkeys(("order_status_not_listed", "draft_not_posted", "parent_pending"), _WITHHELD),
    **dict.fromkeys(("not_connected", "reauthorization_required", "wrong_company", "no_access"), _CONNECTION),
    "void_not_allowed": _WISH,
    "document_missing": "documents are not looked for once they were attached",
}

ROWS: Final[dict[str, dict[str, str]]] = {
    quickbooks_online.PACKAGE: {
        **_EVERYWHERE,
        "account_code_missing": "lines without an account are told as line_detail_missing",
        "change_not_allowed": "everything that is sent can be changed there; orders are told as already_exported",
        "company_file_in_use": _OF_THE_PACKAGE,
        "created_in_package_only": _WISH,
        "default_account_missing": "only items need one there: income_account_missing",
        "expense_account_missing": "takes an item without one",
        "foreign_currency": _OF_THE_PACKAGE,
        "status_differs": _NOT_SAID,
        "tax_rate_missing": _NOT_SAID,
    },
    xero.PACKAGE: {
        **_EVERYWHERE,
        **dict.fromkeys(("billable_customer_missing", "line_detail_missing", "expense_account_missing"), _NOT_SAID),
        **dict.fromkeys(("card_number_in_text", "hierarchy_invalid", "income_account_missing"), _NOT_SAID),
        **dict.fromkeys(("deposited_transaction", "processed_payment", "matched_in_bank_feed"), _NOT_SAID),
        **dict.fromkeys(("inventory_quantity_missing", "inventory_start_date", "item_account_type_invalid"), _NOT_SAID),
        **dict.fromkeys(("permission_denied", "locked_for_editing", "stale_version", "object_not_found"), _NOT_SAID),
        **dict.fromkeys(("company_file_in_use", "connector_outdated", "foreign_currency"), _OF_THE_PACKAGE),
        **dict.fromkeys(("package_error", "package_unavailable", "rate_limited"), _WHOLE_CALL),
        "created_in_package_only": _WISH,
        "mapping_missing": "needs a company that moved: test_other_organisations.py",
        "no_exact_match": _OF_THE_PACKAGE,
        "subscription_ended": "answers 503 to every call: the session ends, and no record fails",
    },
    quickbooks_desktop.PACKAGE: {
        **_EVERYWHERE,
        "account_code_missing": "lines without an account are told as line_detail_missing",
        **dict.fromkeys(("card_number_in_text", "customer_deleted", "email_invalid", "tax_rate_missing"), _NOT_SAID),
        **dict.fromkeys(("inventory_quantity_missing", "inventory_start_date", "item_account_type_invalid"), _NOT_SAID),
        **dict.fromkeys(("processed_payment", "matched_in_bank_feed", "subscription_ended"), _NOT_SAID),
        **dict.fromkeys(("document_refused", "document_too_large", "file_unavailable"), "documents are not sent there"),
        **dict.fromkeys(("status_differs", "no_description", "rate_limited", "no_exact_match"), _NOT_SAID),
        **dict.fromkeys(("company_file_in_use", "company_file_not_found", "company_file_not_open"), _CONNECTOR),
        **dict.fromkeys(("company_file_restored", "wrong_company_file", "modal_dialog_open"), _CONNECTOR),
        **dict.fromkeys(("connector_answer_unreadable", "connector_broken", "connector_not_authorised"), _CONNECTOR),
        **dict.fromkeys(("connector_outdated", "connector_stopped", "unattended_access_denied"), _CONNECTOR),
        **dict.fromkeys(("quickbooks_edition_unsupported", "quickbooks_not_running", "quickbooks_stuck"), _CONNECTOR),
        **dict.fromkeys(("operation_id_reused", "outcome_unknown"), "asked about first: test_desktop_writes.py"),
        "change_not_allowed": "of items whose stock is kept there: tests/unit/packages/quickbooks_desktop",
        "mapping_missing": "needs a company that moved: test_other_organisations.py",
        "notes_not_saved": _WARNING,
    },
}
"""By package and row."""

RULES: Final[dict[str, dict[str, str]]] = {
    quickbooks_online.PACKAGE: {"120": _CONNECTION, "100": _CONNECTION},
    xero.PACKAGE: {
        "account number .*": "words of other connectors",
        "already (?:been )?exported": "words of other connectors",
        "payment date is prior": "the page: only a warning",
        "organisation (?:is )?": "answers 503 to every call: the session ends, and no record fails",
        "file_unavailable": "our own reader says so: our_checks.py",
        "401": _CONNECTION,
        "403": _CONNECTION,
        "404": "what is there never vanishes; only the id of another organisation is answered so",
        "429": _WHOLE_CALL,
        "500": _WHOLE_CALL,
        "502-504": _WHOLE_CALL,
    },
    quickbooks_desktop.PACKAGE: {
        "80": _CONNECTOR,
        "3180 account number is already": "accounts are not made there, and their numbers are not changed",
        "500": _WARNING,
        "530": _WARNING,
        "550": _WARNING,
        "570": _WARNING,
        "600": "asked about first: test_desktop_writes.py",
        "9001": "asked about first: test_desktop_writes.py",
        "9005": "asked about first: test_desktop_writes.py",
    },
}
"""By package and what its rule begins with: its first code or range, and its text."""
