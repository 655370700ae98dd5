"""The approval of a held delivery in Airflow: who answers there decides, with the name that Airflow knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator


class HoldApproval(ApprovalOperator):
    """Shows what `campaign held` shows, waits in `awaiting_input` (no slot, no process), and carries the answer out.

    subject, body and shown_sha256 come from the task before (`campaign_tasks.held_delivery`), so that the fingerprint
    is of the text that was on the screen. "Reject" skips what follows: nothing came in.
    """

    template_fields = ("subject", "body", "delivery_id", "shown_sha256")

    def __init__(self, *, pack_code: str, delivery_id: str, shown_sha256: str, **more: Any) -> None:
        super().__init__(**more)
        self.pack_code, self.delivery_id, self.shown_sha256 = pack_code, delivery_id, shown_sha256

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        import campaign_tasks

        # an answer that came before anybody was asked anew (a cleared task) is checked by its fingerprint
        if "error" not in event:
            campaign_tasks.decide(
                self.pack_code, self.delivery_id, self.shown_sha256, event["chosen_options"] == [self.APPROVE],
                answered_by(event), str((event["params_input"] or {}).get("note") or ""), event["responded_at"],
                context["dag_run"].conf,
            )  # fmt: skip
        return super().execute_complete(context, event)


def answered_by(event: Mapping[str, Any]) -> str:
    """The user who answered, by name and id as Airflow knows them."""
    user = event.get("responded_by_user") or {}
    name, number = str(user.get("name") or ""), str(user.get("id") or "")
    return f"{name} ({number})" if name and number and name != number else name or number
