"""What the template says about each function."""

from __future__ import annotations

from tests.infra.template.blueprint import functions, pascal_case, resources, template

MEGABYTES = 1024


def memory_of(function: str) -> float:
    """GB of memory."""
    default: int = template()["Globals"]["Function"]["MemorySize"]
    megabytes: int = functions()[function].properties.get("MemorySize", default)
    return megabytes / MEGABYTES


def is_traced(function: str) -> bool:
    """Whether its runs are traced on AWS."""
    return functions()[function].properties.get("Tracing") != "PassThrough"


def timeout_of(function: str) -> int:
    """Seconds."""
    return functions()[function].timeout


def batch_size(function: str) -> int:
    """How many messages of its queue one run takes at most."""
    size: int = resources("AWS::Lambda::EventSourceMapping")[f"{pascal_case(function)}Mapping"]["BatchSize"]
    return size


def variables_of(function: str) -> tuple[str, ...]:
    """Names of the variables in its environment."""
    shared: dict[str, object] = template()["Globals"]["Function"]["Environment"]["Variables"]
    return (*shared, *functions()[function].environment)
