"""Rights of officials in the embedded size: they read everything that is shown, and answer approvals; nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.auth.managers.simple.simple_auth_manager import SimpleAuthManager

if TYPE_CHECKING:
    from airflow.api_fastapi.auth.managers.base_auth_manager import ResourceMethod
    from airflow.api_fastapi.auth.managers.models.resource_details import DagDetails
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser


class OfficialsSimpleAuthManager(SimpleAuthManager):
    """Airflow's simple auth manager, in which a user who may read a DAG may also answer its approvals.

    Officials are viewers. In Airflow, only the next higher role may answer, and it may also trigger, pause and delete.
    """

    def is_authorized_dag(
        self,
        *,
        method: ResourceMethod,
        user: SimpleAuthManagerUser,
        access_entity: DagAccessEntity | None = None,
        details: DagDetails | None = None,
    ) -> bool:
        """Return whether the user may do `method` to a DAG, or to the part of it that `access_entity` names.

        Airflow asks. The answer to an approval is a PUT to HITL_DETAIL; it needs the right to read.
        """
        if method == "PUT" and access_entity == DagAccessEntity.HITL_DETAIL:
            method = "GET"
        return bool(super().is_authorized_dag(method=method, user=user, access_entity=access_entity, details=details))
