"""Refusals of the pipeline as failures of an Airflow task."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def fail_on_refusal() -> Iterator[None]:
    """Turn the refusal of a pack, layout, directory or business date in the `with` block into AirflowFailException.

    So the task fails without a retry, which would meet the same file or date. The message lists every reason in
    Chinese, for the task's log. All other exceptions pass unchanged.
    """
    from airflow.sdk.exceptions import AirflowFailException

    from pipeline.policy.business_dates import BusinessDateRefused
    from pipeline.policy.registry import LayoutError
    from transforms.directory.load import DirectoryError
    from transforms.policy import PackError

    try:
        yield
    except PackError as error:
        raise AirflowFailException("\n".join(problem.text_zh() for problem in error.problems)) from None
    except DirectoryError as error:
        raise AirflowFailException(f"通讯录有错误，改好以前不发邮件：\n{error}") from None
    except BusinessDateRefused as refused:
        raise AirflowFailException(str(refused)) from None
    except LayoutError as error:
        raise AirflowFailException(f"版式文件有错误，改好以前用到它的报送不作处理：\n{error}") from None
