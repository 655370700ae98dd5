"""Read docker-compose.yml as a compose implementation does: anchors, variables, commands, health checks.

`tests.cluster.native` translates the services for a run without Docker.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipeline.runtime.settings import REPOSITORY

MAKER = REPOSITORY / "docker" / "make_env.sh"  # generates the environment of the compose file
COMPOSE_FILE = REPOSITORY / "docker-compose.yml"
VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>[A-Za-z_]\w*)(?:(?P<mark>:[-?])(?P<rest>[^}]*))?\})")


class ComposeError(RuntimeError):
    """A compose file that cannot be used; the text names the variable or service and the correction."""


@dataclass(frozen=True)
class Service:
    """One service with all variables filled in. `depends_on`: service -> condition; `test`: the health check."""

    name: str
    command: tuple[str, ...]
    entrypoint: tuple[str, ...] | None
    environment: Mapping[str, str] = field(repr=False)
    depends_on: Mapping[str, str]
    test: tuple[str, ...] | None
    replicas: int
    profiles: tuple[str, ...]


def interpolate(text: str, values: Mapping[str, str]) -> str:
    """Fill in `${NAME}`, `${NAME:-default}` and `${NAME:?message}` as compose does (empty = unset); `$$` gives `$`.

    Raises ComposeError, with the name, if a required variable is unset.
    """

    def value(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "$"
        stated = values.get(match["name"], "")
        if stated or match["mark"] is None:
            return stated
        if match["mark"] == ":?":
            raise ComposeError(f"required variable {match['name']} is missing a value: {match['rest']}")
        return str(match["rest"])

    return VARIABLE.sub(value, text)


def read_environment_file(path: Path) -> dict[str, str]:
    """Read the NAME=value lines of a .env file; comments and blank lines are left out."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in pairs}


def load(path: Path, values: Mapping[str, str]) -> dict[str, Service]:
    """Load every service of the file by name. Raises ComposeError if a required variable is unset."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: _service(name, _filled(body, values)) for name, body in content["services"].items()}


def _filled(node: Any, values: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, values) for value in node]
    return interpolate(node, values) if isinstance(node, str) else node


def _service(name: str, body: dict[str, Any]) -> Service:
    return Service(
        name=name,
        command=_words(body.get("command")) or (),
        entrypoint=_words(body.get("entrypoint")),
        environment={key: str(value) for key, value in body.get("environment", {}).items()},
        depends_on={key: value["condition"] for key, value in body.get("depends_on", {}).items()},
        test=_words(body.get("healthcheck", {}).get("test")),
        replicas=int(body.get("deploy", {}).get("replicas", 1)),
        profiles=tuple(body.get("profiles", ())),
    )


def _words(value: str | list[str] | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    return tuple(shlex.split(value) if isinstance(value, str) else value)
