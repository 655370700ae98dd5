"""Collect the failures of a run, so that one report that fails never keeps the others back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pipeline.publish.inputs import PublishError
from pipeline.runtime.transient import TransientFailure, is_transient

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Failure:
    """One report that could not be published or mailed, and why."""

    report: str
    error: Exception


class PublishFailures(PublishError):  # noqa: N818 - several errors in one
    """Reports that failed while all others were published. The text names each; `failures` has the errors."""

    def __init__(self, failures: tuple[Failure, ...]) -> None:
        super().__init__(
            "; ".join(f"{failure.report}: {failure.error}" for failure in failures),
            "；".join(dict.fromkeys(_reason_zh(failure.error) for failure in failures)),
        )
        self.failures = failures


class TransientPublishFailures(PublishFailures, TransientFailure):
    """Reports that failed, at least one of them for a transient error: a retry may publish or mail it."""


@dataclass
class Failures:
    """The failures of one run so far."""

    collected: list[Failure] = field(default_factory=list)

    @contextmanager
    def collect(self, report: str, only: type[Exception] = Exception) -> Iterator[None]:
        """Add an error of the `with` block to `collected` instead of raising it; the program continues after the block.

        `report`: free text that names the report in the message, for example its code and period; `only`: class of the
        errors to collect, others are raised. PublishFailures are always collected, and their failures added one by one.
        An interrupt is not caught.
        """
        try:
            yield
        except PublishFailures as error:
            self.collected += error.failures
        except only as error:  # whatever breaks in one report must not stop the others
            log.error("failed: %s: %s", report, type(error).__name__)
            self.collected.append(Failure(report, error))

    def raise_if_any(self) -> None:
        """Raise PublishFailures if any failure was collected; its cause holds every error with its traceback.

        The error is a TransientPublishFailures if any of the errors is transient, so that Airflow retries the task.
        """
        if self.collected:
            errors = ExceptionGroup("reports that failed", [failure.error for failure in self.collected])
            retry_helps = any(is_transient(failure.error) for failure in self.collected)
            kind = TransientPublishFailures if retry_helps else PublishFailures
            raise kind(tuple(self.collected)) from errors


def _reason_zh(error: Exception) -> str:
    return error.reason_zh if isinstance(error, PublishError) else str(error)
