"""What a person sees in the browser: company files, and what their Web Connectors did last."""

from html import escape
from typing import TYPE_CHECKING

from tests.simulators.chassis.exchange import Answer, Request, html_answer

if TYPE_CHECKING:
    from .simulator import Simulator


def page(simulator: "Simulator", request: Request) -> Answer | None:
    """Answer ``/``, ``None`` for another path."""
    if request.method != "GET" or request.path != "/":
        return None
    files = "".join(
        f"<li>{escape(file.company_name)}: {escape(file.path)}</li>" for file in simulator.organisations.values()
    )
    connectors = "".join(
        f"<li>{escape(each.id)} on {escape(each.machine.name)}: {escape(_last(list(each.logs)))}</li>"
        for each in simulator.connectors.by_id.values()
    )
    parts = f"<h2>Company files</h2><ul>{files}</ul><h2>Web Connectors</h2><ul>{connectors}</ul>"
    return html_answer(200, f"<html><body><h1>QuickBooks Desktop</h1>{parts}</body></html>")


def _last(logs: list[dict[str, str]]) -> str:
    return f"{logs[-1]['outcome']} at {logs[-1]['ended']}, {logs[-1]['status']}" if logs else "no update yet"
