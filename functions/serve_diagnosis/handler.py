"""`…/preview`, `…/diagnosis` and links by hand: what the package is asked about one record, without sending it."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import rehearse
from bookbridge.entrypoints.api import diagnosis, links
from bookbridge.entrypoints.api.service import Api
from bookbridge.entrypoints.observability import HTTP_REQUEST, observed

rehearse(lambda use: (use.diagnose_record, use.preview_record, use.link_records, use.packages))
api = Api(diagnosis.GROUP, links.GROUP)


@observed(HTTP_REQUEST)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return api(event, context)
