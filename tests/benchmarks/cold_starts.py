"""What a fresh process of each function pays before it does anything, beside the bare `import boto3`.

Each figure is the median over fresh interpreters, run in turn so that whatever else the machine does meets all alike.
The time is taken inside the process, around the import; what the interpreter itself takes to start is not in it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from .functions import variables_of

ROOT: Final = Path(__file__).parents[2]
BARE: Final = "import boto3"
ROUNDS: Final = 5

_CLIENTS: Final = {
    "_TABLE": "dynamodb",
    "_QUEUE_URL": "sqs",
    "_DEAD_LETTERS_URL": "sqs",
    "_SECRET_ARN": "secrets_manager",
    "_SYNC_ARN": "step_functions",
    "_REPORT_ARN": "step_functions",
    "_BUCKET": "s3",
    "_BUS_NAME": "events",
}
"""Which client a variable of the environment calls for, by the end of its name."""

_BOTO3_NAMES: Final = {"secrets_manager": "secretsmanager", "step_functions": "stepfunctions"}

_PROBE: Final = """
import json, sys, time
began = time.perf_counter()
{load}
loaded = time.perf_counter()
{clients}
ready = time.perf_counter()
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(json.dumps([loaded - began, ready - began, int(peak.split()[1]) / 1024]))
"""


@dataclass(frozen=True, slots=True)
class ColdStart:
    """One program: milliseconds until it is imported, until its clients of AWS are made too, and MB at the peak."""

    name: str
    imported: float
    ready: float
    clients: tuple[str, ...]
    peak: float


@dataclass(frozen=True, slots=True)
class _Program:
    name: str
    code: str
    clients: tuple[str, ...]
    environment: dict[str, str]


def cold_starts(rounds: int = ROUNDS) -> list[ColdStart]:
    """Every function's, the bare import's first."""
    programs = [_bare(), *(_function(folder.name) for folder in sorted((ROOT / "functions").iterdir()))]
    for program in programs:
        _run(program)  # byte code and file caches, as after a deployment's first start
    runs = [[_run(program) for program in programs] for _ in range(rounds)]
    return [_median(program, (each[position] for each in runs)) for position, program in enumerate(programs)]


def _bare() -> _Program:
    clients = 'boto3.client("dynamodb")'
    return _Program(BARE, _PROBE.format(load=BARE, clients=clients), ("dynamodb",), _environment(()))


def _function(name: str) -> _Program:
    variables = variables_of(name)
    clients = tuple(dict.fromkeys(client for variable in variables for client in _client_for(variable)))
    made = [f"bookbridge.bootstrap.application().adapters.clients.{client}()" for client in clients]
    calls = "\n".join(["import bookbridge.bootstrap", *made]) if clients else ""
    code = _PROBE.format(load="import handler", clients=calls)
    return _Program(name, code, clients, _environment(variables, ROOT / "functions" / name))


def _client_for(variable: str) -> Iterator[str]:
    yield from (client for ending, client in _CLIENTS.items() if variable.endswith(ending))


def _environment(variables: Iterable[str], folder: Path | None = None) -> dict[str, str]:
    """What a function has: its own variables, what Lambda sets, its folder and the layer on the path."""
    lambdas = {
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_NAME": "bookbridge",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_ACCESS_KEY_ID": "an-invented-id",
        "AWS_SECRET_ACCESS_KEY": "an-invented-key",
        "TZ": ":UTC",
        "LANG": "en_US.UTF-8",
    }
    path = [*([str(folder)] if folder else []), str(ROOT / "layers" / "core")]
    own = {name: "INFO" if name == "LOG_LEVEL" else f"bookbridge-{name.lower()}" for name in variables}
    return {**own, **lambdas, "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(path)}


def _run(program: _Program) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", program.code],
        env=program.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{program.name} cannot be imported:\n{done.stderr}")
    figures: list[float] = json.loads(done.stdout)
    return figures


def _median(program: _Program, runs: Iterable[list[float]]) -> ColdStart:
    imported, ready, peak = (median(figures) for figures in zip(*runs, strict=True))
    return ColdStart(program.name, imported * 1000, ready * 1000, program.clients, peak)
