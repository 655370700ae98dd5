"""One check of the health and what it found; how all of them are shown: text, JSON, Prometheus. Pure."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field

OK_ZH = "一切正常。"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what it is about (a service, a sender, a report), and what to do, in Chinese."""

    subject: str
    text_zh: str


@dataclass(frozen=True)
class Checked:
    """Result of one check. `check`: its name; `pack`: code of the pack, '' if it is about the installation.

    `measures`: numbers that a monitoring system keeps, such as the free bytes of each folder.
    """

    check: str
    pack: str = ""
    findings: tuple[Finding, ...] = ()
    measures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Health:
    """Results of all checks at one moment."""

    moment: dt.datetime
    checks: tuple[Checked, ...]

    @property
    def is_good(self) -> bool:
        """Whether no check has found anything."""
        return not any(checked.findings for checked in self.checks)


def lines_zh(health: Health) -> Iterator[str]:
    """Yield the health for a person: one line per finding, or one line that all is well."""
    for checked in health.checks:
        place = f"[{checked.pack}] " if checked.pack else ""
        for finding in checked.findings:
            yield f"{place}{finding.text_zh}"
    if health.is_good:
        yield OK_ZH


def as_json(health: Health) -> str:
    """Return the health as one JSON object: `moment`, `is_good`, and `checks` with their findings and measures."""
    content = {
        "moment": health.moment.isoformat(timespec="seconds"),
        "is_good": health.is_good,
        "checks": [asdict(checked) for checked in health.checks],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def as_prometheus(health: Health) -> str:
    """Return the health as metrics in the text format of Prometheus, for its collector of text files.

    `campaign_problems` has one line per check and pack, with the number of findings (0: none); every measure is a
    metric of its own name, with the label `subject`.
    """
    lines = [*_metric("campaign_health_checked_seconds", "Unix time of the check", [("", health.moment.timestamp())])]
    problems = [
        (_labels(check=checked.check, pack=checked.pack), float(len(checked.findings))) for checked in health.checks
    ]
    lines += _metric("campaign_problems", "Number of findings of each check; 0 is good", problems)
    for checked in health.checks:
        values = [(_labels(subject=subject), value) for subject, value in checked.measures.items()]
        if values:
            lines += _metric(f"campaign_{checked.check}", f"Values of the check {checked.check}", values)
    return "\n".join(lines) + "\n"


def _metric(name: str, meaning: str, values: Iterable[tuple[str, float]]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    for labels, value in values:
        yield f"{name}{labels} {value:.17g}"


def _labels(**labels: str) -> str:
    escaped = {
        name: value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n") for name, value in labels.items()
    }
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped.items()) + "}"
