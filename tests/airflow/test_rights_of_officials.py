"""Officials read and answer approvals, and can do nothing else: in both sizes, for every method and part of a DAG."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

import pytest
from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.providers.fab.auth_manager.security_manager.override import FabAirflowSecurityManagerOverride

from ops.airflow.fab_rights import OfficialsFabAuthManager
from ops.airflow.simple_rights import OfficialsSimpleAuthManager

Allowed = Callable[..., bool]
METHODS = ("GET", "POST", "PUT", "DELETE")
DAG = DagDetails(id="dongan-2020__decide_held")
ANSWER = ("PUT", DagAccessEntity.HITL_DETAIL)


def _simple(role: str) -> Allowed:
    user = SimpleAuthManagerUser(username="wang", role=role)
    manager = OfficialsSimpleAuthManager()
    return lambda **asked: manager.is_authorized_dag(user=user, details=DAG, **asked)


def _fab(*permissions: tuple[str, str]) -> Allowed:
    viewer = FabAirflowSecurityManagerOverride.VIEWER_PERMISSIONS
    user = cast("Any", SimpleNamespace(perms=[*viewer, *permissions]))
    manager = OfficialsFabAuthManager()
    return lambda **asked: manager.is_authorized_dag(user=user, details=DAG, **asked)


def _allowed(may: Allowed) -> set[tuple[str, DagAccessEntity | None]]:
    parts = (None, *DagAccessEntity)
    return {(method, part) for method, part in product(METHODS, parts) if may(method=method, access_entity=part)}


@pytest.mark.parametrize("may", [_simple("viewer"), _fab(("can_edit", "HITL Detail"))], ids=["simple", "fab"])
def test_an_official_reads_and_answers_and_nothing_else(may: Allowed) -> None:
    allowed = _allowed(may)
    assert ANSWER in allowed and ("GET", DagAccessEntity.TASK_LOGS) in allowed
    assert {(method, part) for method, part in allowed if method != "GET"} == {ANSWER}


def test_without_the_role_a_viewer_of_the_server_size_cannot_answer() -> None:
    assert {method for method, _ in _allowed(_fab())} == {"GET"}


def test_the_administrator_may_everything() -> None:
    assert len(_allowed(_simple("admin"))) == len(METHODS) * (1 + len(DagAccessEntity))


@pytest.mark.parametrize("right", ["connection", "variable", "pool", "configuration", "asset"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_an_official_of_the_embedded_size_changes_nothing_of_airflow(right: str, method: str) -> None:
    user = SimpleAuthManagerUser(username="wang", role="viewer")
    assert not getattr(OfficialsSimpleAuthManager(), f"is_authorized_{right}")(method=method, user=user)
