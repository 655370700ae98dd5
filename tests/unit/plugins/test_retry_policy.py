"""The retry policy of every task: a transient error is retried, also one that the publishing collected."""

from __future__ import annotations

import psycopg
import pytest
from airflow.sdk import ExceptionRetryPolicy, RetryAction
from campaign.defaults import DEFAULTS
from sqlalchemy.exc import OperationalError

from pipeline.publish.failures import Failures, PublishFailures
from pipeline.publish.inputs import PublishError

TRANSIENT_ERRORS = [
    OperationalError(None, None, Exception()),
    psycopg.OperationalError(),
    ConnectionRefusedError(),
    TimeoutError(),
]
DATA_ERRORS = [PublishError("not assessed"), ZeroDivisionError(), PermissionError()]


def _action(error: BaseException) -> RetryAction:
    policy = DEFAULTS["retry_policy"]
    assert isinstance(policy, ExceptionRetryPolicy)
    restored = ExceptionRetryPolicy.deserialize(policy.serialize())
    action = policy.evaluate(error, try_number=1, max_tries=3).action
    assert restored.evaluate(error, try_number=1, max_tries=3).action is action
    return action


def _collected(*errors: Exception) -> PublishFailures:
    failures = Failures()
    for error in errors:
        with failures.collect("progress"):
            raise error
    with pytest.raises(PublishFailures) as raised:
        failures.raise_if_any()
    return raised.value


def _wrapped(cause: Exception, *, hidden: bool) -> PublishError:
    """Return an error that was raised while `cause` was handled: from it, or `from None`."""
    try:
        try:
            raise cause
        except Exception as error:
            raise PublishError("not readable") from (None if hidden else error)
    except PublishError as error:
        return error


def _of_days(failed: PublishFailures) -> PublishFailures:
    """Collect the failures of one day into those of several days, as run_days does."""
    failures = Failures()
    with failures.collect("day", only=PublishFailures):
        raise failed
    with pytest.raises(PublishFailures) as raised:
        failures.raise_if_any()
    return raised.value


@pytest.mark.parametrize("error", TRANSIENT_ERRORS, ids=lambda error: type(error).__name__)
def test_a_transient_error_is_retried(error: Exception) -> None:
    assert _action(error) is RetryAction.RETRY
    assert _action(_collected(error)) is RetryAction.RETRY
    assert _action(_collected(PublishError("not assessed"), error)) is RetryAction.RETRY
    assert _action(_of_days(_collected(error))) is RetryAction.RETRY
    for hidden in (False, True):
        assert _action(_collected(_wrapped(error, hidden=hidden))) is RetryAction.RETRY


@pytest.mark.parametrize("error", DATA_ERRORS, ids=lambda error: type(error).__name__)
def test_wrong_data_fails_at_once(error: Exception) -> None:
    assert _action(error) is RetryAction.FAIL
    assert _action(_collected(error, PublishError("not assessed"))) is RetryAction.FAIL
    assert _action(_of_days(_collected(error))) is RetryAction.FAIL
    assert _action(_collected(_wrapped(error, hidden=False))) is RetryAction.FAIL
