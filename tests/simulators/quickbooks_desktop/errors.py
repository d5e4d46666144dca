"""How QuickBooks refuses: an HRESULT for a whole message, a status code for one request."""

CANNOT_PARSE = "0x80040400"
UNEXPECTED = "0x80040402"
SESSION_ENDED = "0x8004040D"
OTHER_MODE = "0x80040410"
MODAL_DIALOG = "0x80040414"
SINGLE_USER_TAKEN = "0x80040422"
SERVER_FAULT = "0x80010105"

_MESSAGES = {
    CANNOT_PARSE: "QuickBooks found an error when parsing the provided XML text stream.",
    UNEXPECTED: 'Unexpected error. Check the "qbsdklog.txt" file for possible, additional information.',
    SESSION_ENDED: "The ticket parameter is invalid or has expired.",
    OTHER_MODE: "The company data file is currently open in a mode other than the one specified by your application.",
    MODAL_DIALOG: (
        "A modal dialog box is showing in the QuickBooks user interface. "
        "Your application cannot access QuickBooks until the user dismisses the dialog box."
    ),
    SINGLE_USER_TAKEN: (
        "This application requires single-user file access mode and there is another application already "
        "accessing the specified QuickBooks company data file."
    ),
    SERVER_FAULT: "The server threw an exception.",
}


class QuickBooksError(Exception):
    """A COM call failed: nothing, or nothing known, of the message was carried out.

    Attributes:
        hresult: ``0x`` and eight hexadecimal digits (section 4 of the vendor's rules).
        message: What QuickBooks says about it.
        detail: What exactly was wrong, for whoever reads a test's failure; QuickBooks keeps it in its log.
    """

    def __init__(self, hresult: str, message: str = "", detail: str = "") -> None:
        """Take the usual text of ``hresult`` unless a ``message`` is given."""
        self.hresult = hresult
        self.message = message or _MESSAGES.get(hresult, "")
        self.detail = detail
        super().__init__(f"{hresult} {self.message} {detail}".rstrip())


class StatusError(Exception):
    """One request failed: a status code of 500 or more, its message, and the rest of the message set goes on."""

    def __init__(self, code: int, message: str) -> None:
        """Keep the status ``code`` and its ``message`` as they stand in the response."""
        self.code = code
        self.message = message
        super().__init__(f"{code} {message}")


def unparsable(detail: str) -> QuickBooksError:
    """Return the refusal of a message that breaks the schema."""
    return QuickBooksError(CANNOT_PARSE, detail=detail)


def invalid_reference(kind: str, name: str, holder: str) -> StatusError:
    """Return 3140: ``holder`` (Bill …) names a ``kind`` (Vendor …) that is not in its list."""
    return StatusError(
        3140,
        f'There is an invalid reference to QuickBooks {kind} "{name}" in the {holder}. QuickBooks error message: '
        "Invalid argument. The specified record does not exist in the list.",
    )


def invalid_value(field: str, value: str, inner: str) -> StatusError:
    """Return 3210: the ``field`` holds a value that QuickBooks refuses for the ``inner`` reason."""
    return StatusError(3210, f'The "{field}" field has an invalid value "{value}". QuickBooks error message: {inner}')


def not_found(identifier: str) -> StatusError:
    """Return 3120: the object to change, or to pay, is not in the file."""
    return StatusError(
        3120,
        f'Object "{identifier}" specified in the request cannot be found. QuickBooks error message: '
        "Invalid argument. The specified record does not exist in the list.",
    )


def invalid_id(identifier: str, field: str) -> StatusError:
    """Return 3000: what stands in an id field has not the form of an id."""
    return StatusError(3000, f'The given object ID "{identifier}" in the field "{field}" is invalid.')


def missing(field: str) -> StatusError:
    """Return 3150: an element is needed here."""
    return StatusError(3150, f'There is a missing element: "{field}".')


def not_enabled() -> StatusError:
    """Return 3250: a field of a feature that the company does not use."""
    return StatusError(3250, "This feature is not enabled or not available in this version of QuickBooks.")


def severity(code: int) -> str:
    """Return Info, Warn or Error, which follows from the ``code``."""
    if code < 500:
        return "Info"
    return "Warn" if code < 1000 else "Error"
