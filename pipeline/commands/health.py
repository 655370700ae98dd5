"""`campaign health`: state what is wrong with the installation, for a person, a script and a monitoring system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.commands.console import PLAIN, console, open_console
from pipeline.runtime.settings import Settings

if TYPE_CHECKING:
    from pipeline.health.finding import Health

Format = Annotated[
    Literal["text", "json", "prometheus"],
    typer.Option("--format", help="text 给人看，json 给程序，prometheus 为监控指标"),
]


Notify = Annotated[
    bool, typer.Option("--notify", help="发现问题时直接发邮件给通讯录里的 operator，每项每天一次；供定时任务使用")
]


def health(output: Format = "text", notify: Notify = False) -> None:
    """检查整套系统：服务、磁盘、备份、数据库，各政策包的报表、邮件、暂存、逾期未报。只检查，不改任何数据。

    没有问题的，退出状态为 0；有问题的逐条说明怎样处理，退出状态为 1。
    """
    from pipeline.health import check, finding

    settings = Settings.from_environment()
    result = check.check(settings)
    shown = {"json": finding.as_json, "prometheus": finding.as_prometheus}
    if output in shown:
        console.print(shown[output](result).rstrip("\n"), **PLAIN)
    else:
        for line in finding.lines_zh(result):
            console.print(line, **PLAIN)
    if notify and not result.is_good:
        _notify(settings, result)
    if not result.is_good:
        raise typer.Exit(1)


def _notify(settings: Settings, result: Health) -> None:
    """Send the findings to the operators, and state on the standard error what could not be sent."""
    from pipeline.health import alerts
    from pipeline.mail.smtp import mailer_of

    error_console = open_console(stderr=True)

    mailer = mailer_of(settings.smtp, settings.mail_seconds)
    if mailer is None:
        error_console.print("没有设置邮件服务器（AIRFLOW_CONN_CAMPAIGN_SMTP），不能通知。", **PLAIN)
        return
    outcome = alerts.send_findings(settings, result, mailer)
    if outcome.failed:
        error_console.print(f"{outcome.failed} 封告警邮件没有发出，下次再发。", **PLAIN)
