"""Checks of the machine: services that should run, and room on the disks."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.health import pid_file, restarts
from pipeline.health.finding import Checked, Finding
from pipeline.runtime.settings import Settings

# Parts of Airflow whose heartbeat its api-server reports. No task here needs a triggerer.
AIRFLOW_PARTS = ("metadatabase", "scheduler", "dag_processor")
ANSWER_SECONDS = 5.0
RESTARTS_SHOWN = dt.timedelta(days=1)


def check_services(settings: Settings) -> Checked:
    """Check that the services of `make up` run, and that Airflow's parts are alive.

    Embedded: the processes that `run/*.pid` names, as long as `run/up` exists; nothing was started otherwise. Server:
    the api-server at `CAMPAIGN_AIRFLOW_URL`, if that is set.
    """
    findings = tuple(_dead_processes(settings.home / "run"))
    url = settings.airflow_url or _embedded_url(settings.home / "run")
    if url and not any(finding.subject == "api-server" for finding in findings):
        findings += tuple(_unhealthy_parts(url))
    return Checked("services", findings=findings)


def check_restarts(settings: Settings, moment: dt.datetime) -> Checked:
    """Check that no service died within the last day, and that none is given up (embedded size).

    The watcher starts a dead service again, and stops doing so if it dies again and again. `moment`: the time of day.
    The measures are the number of restarts of each service in the record.
    """
    events = restarts.read(settings.home)
    findings = [
        Finding(
            name,
            f"服务 {name} 反复停止，{event.moment:%m-%d %H:%M} 起不再自动重启。"
            f"请看 logs/{name}.log 的末尾，排除原因后执行 make up。",
        )
        for name, event in restarts.given_up(events).items()
    ]
    findings += [
        Finding(
            name,
            f"服务 {name} 曾停止，{times[-1].moment:%m-%d %H:%M} 已自动重启（24 小时内 {len(times)} 次）。"
            f"请看 logs/{name}.log。",
        )
        for name, times in restarts.restarted_within(events, RESTARTS_SHOWN, moment).items()
    ]
    measures = {name: float(count) for name, count in restarts.counts(events).items()}
    return Checked("restarts", findings=tuple(findings), measures=measures)


def check_disks(settings: Settings) -> Checked:
    """Check the free room of the disks that hold state, delivered files, published files and the database."""
    free = {name: shutil.disk_usage(_existing(folder)).free for name, folder in _folders(settings).items()}
    least = settings.disk_free_mb * 1024 * 1024
    findings = tuple(
        Finding(
            name, f"磁盘空间不足：{name} 只剩 {count // 1024 // 1024} MB，少于 {settings.disk_free_mb} MB。请清理。"
        )
        for name, count in free.items()
        if count < least
    )
    return Checked("disk_free_bytes", findings=findings, measures={name: float(count) for name, count in free.items()})


def check_active_packs(settings: Settings) -> Checked:
    """Check that the services of `make up` run with the packs of the settings; a new value needs `make up`."""
    try:
        running = json.loads((settings.home / "run" / "up").read_text())["packs"]
    except (OSError, ValueError, KeyError, TypeError):
        return Checked("active_packs")
    if list(running) == list(settings.packs):
        return Checked("active_packs")
    now, wanted = (",".join(packs) for packs in (running, settings.packs))
    text = f"正在运行的政策包是 {now}，CAMPAIGN_PACKS 是 {wanted}：请执行 make up 使其生效。"
    return Checked("active_packs", findings=(Finding("CAMPAIGN_PACKS", text),))


def _dead_processes(folder: Path) -> Iterator[Finding]:
    if not (folder / "up").exists():
        return
    for file in sorted(folder.glob("*.pid")):
        if pid_file.running(file) is None:
            yield Finding(file.stem, f"服务 {file.stem} 已停止。请看 logs/{file.stem}.log 的末尾，再执行 make up。")


def _embedded_url(folder: Path) -> str | None:
    port = folder / "api-server.port"
    return f"http://127.0.0.1:{port.read_text().strip()}" if (folder / "up").exists() and port.exists() else None


def _unhealthy_parts(url: str) -> Iterator[Finding]:
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/api/v2/monitor/health", timeout=ANSWER_SECONDS) as response:
            health = json.load(response)
    except (OSError, ValueError):
        yield Finding("api-server", "Airflow 没有应答。请检查 api-server 及其日志。")
        return
    for name in AIRFLOW_PARTS:
        if (health.get(name) or {}).get("status") != "healthy":
            yield Finding(name, f"Airflow 的 {name} 没有心跳。请检查它是否在运行，看它的日志。")


def _folders(settings: Settings) -> dict[str, Path]:
    """Return the folders on this machine whose room counts; a store in a bucket has none."""
    folders = {"state": settings.home}
    addresses = {
        "landing": settings.landing_address,
        "outbox": settings.outbox_address,
        "lists": settings.lists_address,
    }
    for name, address in addresses.items():
        if address and urlsplit(address).scheme == "file":
            folders[name] = Path(unquote(urlsplit(address).path))
    place = settings.home / "postgres" / "place"  # where root's server has its files
    if place.exists():
        folders["database"] = Path(place.read_text().strip())
    return folders


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
