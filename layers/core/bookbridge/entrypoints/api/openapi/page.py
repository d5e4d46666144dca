"""The reference as a page: plain HTML, made from the OpenAPI document, that loads nothing from anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, Final

Json = Mapping[str, Any]

STYLE: Final = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent) }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem 1rem 6rem }
h1 { margin: 1rem 0 .25rem }
h2 { margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line) }
h3 { margin: 1.5rem 0 .25rem; font-size: 1rem }
code, pre { font: .875rem/1.5 ui-monospace, monospace }
pre { border: 1px solid var(--line); border-radius: .4rem; padding: .75rem; overflow: auto }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; padding: 0 .75rem }
summary { cursor: pointer; padding: .5rem 0 }
summary b { display: inline-block; min-width: 4rem; font-family: ui-monospace, monospace }
summary span, .soft { opacity: .7 }
table { border-collapse: collapse; width: 100%; margin: .25rem 0 1rem }
td { vertical-align: top; padding: .25rem .5rem .25rem 0; border-top: 1px solid var(--line) }
@media (max-width: 40rem) { summary span { display: block } }
"""
_CODE: Final = re.compile(r"`([^`]+)`")


def render(document: Json) -> str:
    """The whole page."""
    info = document["info"]
    return "".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(info['title'])}: reference</title><style>{STYLE}</style></head><body><main>",
            f"<h1>{escape(info['title'])}</h1>",
            *(f"<p>{_text(paragraph)}</p>" for paragraph in info["description"].split("\n\n")),
            f"<p>All paths begin with <code>{escape(document['servers'][0]['url'])}</code>. ",
            'The same for programs: <a href="v1/openapi.json">OpenAPI document</a>.</p>',
            *_operations(document),
            "<h2>Schemas</h2>",
            *(_schema(name, schema) for name, schema in sorted(document["components"]["schemas"].items())),
            "</main></body></html>",
        )
    )


def _operations(document: Json) -> Iterator[str]:
    for tag in document["tags"]:
        yield f"<h2>{escape(tag['name'])}</h2><p>{_text(tag['description'])}</p>"
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if tag["name"] in operation["tags"]:
                    yield _operation(method, path, operation)


def _operation(method: str, path: str, operation: Json) -> str:
    return "".join(
        (
            f'<details id="{escape(operation["operationId"])}"><summary><b>{escape(method.upper())}</b> ',
            f"<code>{escape(path)}</code> <span>{_text(operation['summary'])}</span></summary>",
            f"<p>{_text(operation['description'])}</p>" if operation.get("description") else "",
            "" if operation["security"] else '<p class="soft">Needs no token.</p>',
            _table("Parameters", _parameters(operation["parameters"])),
            _body(operation),
            _table("Answers", _answers(operation["responses"])),
            "</details>",
        )
    )


def _parameters(parameters: Iterable[Json]) -> Iterator[tuple[str, str, str]]:
    for parameter in parameters:
        words = parameter.get("description", "")
        examples = ", ".join(f"`{each}`" for each in parameter["schema"].get("examples", ()))
        told = f"{words}: {examples}" if words and examples else words or examples
        yield (
            f"<code>{escape(parameter['name'])}</code>",
            escape(parameter["in"]),
            _text(told) or _type(parameter["schema"]),
        )


def _body(operation: Json) -> str:
    if "requestBody" not in operation:
        return ""
    ((_media, content),) = operation["requestBody"]["content"].items()
    examples = "".join(
        f"<details><summary>Example: {escape(name)}</summary><pre>{escape(_pretty(example['value']))}</pre></details>"
        for name, example in content.get("examples", {}).items()
    )
    return f"<h3>Body</h3><p>{_type(content['schema'])}</p>{examples}"


def _answers(responses: Json) -> Iterator[tuple[str, str, str]]:
    for status, answer in responses.items():
        contents = [_type(content["schema"]) for content in answer.get("content", {}).values()]
        yield escape(status), escape(answer["description"]), ", ".join(contents) or "no body"


def _schema(name: str, schema: Json) -> str:
    rows = [
        (
            f"<code>{escape(field)}</code>",
            "" if field in schema.get("required", ()) else "optional",
            " ".join(filter(None, (_type(described), _text(described.get("description", ""))))),
        )
        for field, described in schema.get("properties", {}).items()
    ]
    return "".join(
        (
            f'<details id="schema-{escape(name)}"><summary><code>{escape(name)}</code></summary>',
            f"<p>{_text(schema.get('description', ''))}</p>",
            _table("", rows) if rows else f"<p>{_type(schema)}</p>",
            "</details>",
        )
    )


def _type(schema: Json) -> str:
    """A schema in words; other schemas by links."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#schema-{name}">{name}</a>'
    for key, joint in (("anyOf", " or "), ("allOf", " and ")):
        if key in schema:
            return joint.join(_type(each) for each in schema[key])
    if "enum" in schema or "const" in schema:
        return " | ".join(f"<code>{escape(str(each))}</code>" for each in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {_type(schema['items'])}"
    words = " or ".join(kind) if isinstance(kind, list) else kind
    return escape(f"{words} ({schema['format']})" if "format" in schema else words)


def _table(heading: str, rows: Iterable[tuple[str, ...]]) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    if not lines:
        return ""
    return (f"<h3>{heading}</h3>" if heading else "") + f"<table>{lines}</table>"


def _text(words: str) -> str:
    """Words with `code` between backticks."""
    return _CODE.sub(r"<code>\1</code>", escape(words))


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
