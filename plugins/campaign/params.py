"""Parameters of DAG runs: what Airflow's page asks a person for, in Chinese, and the check of what a run was given."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from airflow.sdk import Param

from campaign.dates import DATE_KEY, PUBLISH_DAYS_KEY

if TYPE_CHECKING:
    from airflow.sdk import Context

# Key of a run's conf: reason to use a business date that the pack can hardly mean.
FORCE_KEY = "force_reason"
# Key of a run's conf. True: also correct published reports whose figures have changed since their publication.
CORRECT_KEY = "correct"
# Key of a run's conf. True: also take in files that exceed their sender's share of the day.
POSTPONED_KEY = "with_postponed"
# Key of a run's conf: id of the held delivery that the run asks about.
DELIVERY_KEY = "delivery_id"


def dated() -> dict[str, Param]:
    """Return the parameters of a DAG that works for one business date: the date, and the reason to force it."""
    return {
        DATE_KEY: Param(
            None,
            type=["null", "string"],
            format="date",
            title="业务日期",
            description="按哪一天处理。不填：定时运行的按当天（北京时间），由数据触发的按数据的日期。",
        ),
        FORCE_KEY: Param(
            None,
            type=["null", "string"],
            maxLength=1000,
            title="强制执行的理由",
            description="业务日期不在政策包的年份内，或晚于今天时，必须写明理由，记入台账。",
        ),
    }


def taking_in() -> dict[str, Param]:
    """Return the parameters of an intake DAG: those of `dated`, and whether postponed files are taken in, too."""
    return dated() | {
        POSTPONED_KEY: Param(
            False,
            type=["null", "boolean"],
            title="连同推迟的报送",
            description="超过报送单位每日限额的文件推迟到下一个业务日；选上则这次就处理。",
        ),
    }


def publishing() -> dict[str, Param]:
    """Return the parameters of the publishing DAG: those of `dated`, the days to publish, and whether to correct."""
    return dated() | {
        PUBLISH_DAYS_KEY: Param(
            None,
            type=["null", "array"],
            items={"type": "string", "format": "date"},
            title="补发哪些应发日的报表",
            description="每行一天，如 2019-12-16。不填：业务日期当天应发的。",
        ),
        CORRECT_KEY: Param(
            False,
            type=["null", "boolean"],
            title="同时更正已发布的报表",
            description="已发布的报表如数字有变，另发有编号的更正，原报表不变。",
        ),
    }


def deciding() -> dict[str, Param]:
    """Return the parameters of the DAG that asks about a held delivery: those of `dated`, and the delivery's id."""
    return {
        DELIVERY_KEY: Param(
            None,
            type=["null", "string"],
            title="报送编号",
            description="要决定的暂存报送，见 campaign held。暂存的报送由收件自动提问，不需要手工运行。",
        )
    } | dated()


def refuse_unknown_keys(context: Context, known: Collection[str]) -> None:
    """Check that the task's run was given no parameter that the DAG does not know.

    A mistyped name would otherwise be ignored without a word, and the run would work for today. `known`: the names of
    the DAG's parameters. Values are checked by Airflow when the run is triggered. Raises AirflowFailException, which
    fails the task without a retry.
    """
    from airflow.sdk.exceptions import AirflowFailException

    conf: dict[str, Any] = context["dag_run"].conf or {}
    if unknown := sorted(set(conf) - set(known)):
        raise AirflowFailException(
            f"不认识的参数：{'、'.join(unknown)}，没有执行。可用的参数：{'、'.join(sorted(known))}。"
        )
