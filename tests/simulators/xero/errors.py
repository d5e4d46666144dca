"""The bodies of answers that refuse (vendor page, section 3)."""

from datetime import datetime

from tests.simulators.chassis.records import Record

NOT_FOUND = "The resource you're looking for cannot be found"


class ApiProblem(Exception):  # noqa: N818 - it is an answer, not a defect
    """A request as a whole is answered with 400."""

    def __init__(self, number: int, kind: str, message: str, elements: list[Record] | None = None) -> None:
        """Keep what the body tells."""
        super().__init__(message)
        self.body: Record = {"ErrorNumber": number, "Type": kind, "Message": message}
        if elements is not None:
            self.body["Elements"] = elements


class NotFound(Exception):  # noqa: N818 - it is an answer, not a defect
    """There is nothing with this id in the organisation (404)."""


class Refused(Exception):  # noqa: N818 - it is an answer, not a defect
    """One element is refused, for all of these reasons."""

    def __init__(self, *messages: str) -> None:
        """Keep the messages in the order they were found."""
        super().__init__("; ".join(messages))
        self.messages = list(dict.fromkeys(messages))


def validation(elements: list[Record]) -> ApiProblem:
    """Return number 10: data that breaks rules, with what is wrong by element."""
    return ApiProblem(10, "ValidationException", "A validation exception occurred", elements)


def invalid_request(message: str) -> ApiProblem:
    """Return number 10 without elements: the request as a whole breaks a rule."""
    return ApiProblem(10, "ValidationException", message)


def invalid_post(message: str) -> ApiProblem:
    """Return number 14: the body cannot be read."""
    return ApiProblem(14, "PostDataInvalidException", message)


def invalid_query(message: str) -> ApiProblem:
    """Return number 16: ``where`` or ``order`` cannot be understood."""
    return ApiProblem(16, "QueryParseException", message)


def no_data(noun: str) -> ApiProblem:
    """Return number 17: an empty body or another envelope (sic "specifed")."""
    return ApiProblem(
        17,
        "NoDataProcessedException",
        "No data has been processed for this endpoint. This endpoint is expecting "
        f"{noun} data to be specifed in the request body.",
    )


def not_implemented() -> ApiProblem:
    """Return number 20: this endpoint has no such method."""
    return ApiProblem(20, "ApiMethodNotImplementedException", "The Api Method called is not implemented")


def unauthorized(detail: str, instance: str) -> Record:
    """Return the body of a 401."""
    return {
        "Type": None,
        "Title": "Unauthorized",
        "Status": 401,
        "Detail": detail,
        "Instance": instance,
        "Extensions": {},
    }


def token_expired(at: datetime) -> str:
    """Return the detail of a 401 by an access token that is over."""
    return f"TokenExpired: token expired at {at:%m/%d/%Y %H:%M:%S}"


def forbidden(instance: str) -> Record:
    """Return the body of a 403; its keys are in lower case."""
    return {"title": "Forbidden", "status": 403, "detail": "AuthenticationUnsuccessful", "instance": instance}
