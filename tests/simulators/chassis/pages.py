"""The frame of the plain HTML pages that show the books."""

from html import escape

from .exchange import Answer, html_answer

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem;color:#222}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd}"
    "td.sum{text-align:right}pre{background:#f4f4f4;padding:1rem;overflow:auto}"
)


def html_page(title: str, content: str, status: int = 200) -> Answer:
    """Answer a page."""
    return html_answer(
        status,
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body>{content}</body></html>",
    )


def one_line_a_field(body: str) -> str:
    """Break JSON text before each field, for a person to read."""
    return body.replace(', "', ',\n "')
