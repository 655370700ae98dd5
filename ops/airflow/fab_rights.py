"""Rights of officials in the server size: they read everything that is shown, and answer approvals; nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.providers.fab.auth_manager.fab_auth_manager import FabAuthManager
from airflow.providers.fab.www.security.permissions import RESOURCE_HITL_DETAIL

if TYPE_CHECKING:
    from airflow.api_fastapi.auth.managers.base_auth_manager import ResourceMethod
    from airflow.api_fastapi.auth.managers.models.resource_details import DagDetails
    from airflow.providers.fab.auth_manager.models import User


class OfficialsFabAuthManager(FabAuthManager):  # Airflow looks for the words FabAuthManager in the setting
    """The provider's auth manager, in which the role of officials can answer approvals without changing DAGs.

    There, an answer needs the right to edit the DAG in addition to the right to edit approvals, and a user who may
    edit a DAG may pause it. No set of the provider's permissions is "answer, and nothing else".
    """

    def is_authorized_dag(
        self,
        *,
        method: ResourceMethod,
        user: User,
        access_entity: DagAccessEntity | None = None,
        details: DagDetails | None = None,
    ) -> bool:
        """Return whether the user may do `method` to a DAG, or to the part of it that `access_entity` names.

        Airflow asks. The answer to an approval is a PUT to HITL_DETAIL; it needs the right to edit approvals and to
        read the DAG.
        """
        if method == "PUT" and access_entity == DagAccessEntity.HITL_DETAIL:
            may_answer = self._is_authorized(method="PUT", resource_type=RESOURCE_HITL_DETAIL, user=user)
            return may_answer and self.is_authorized_dag(method="GET", user=user, details=details)
        return bool(super().is_authorized_dag(method=method, user=user, access_entity=access_entity, details=details))
