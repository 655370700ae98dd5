"""The approval of a held delivery in Airflow: who answers there decides, with the name that Airflow knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk.exceptions import TaskAwaitingInput


class HoldApproval(ApprovalOperator):
    """Shows what `campaign held` shows, waits in `awaiting_input` (no slot, no process), and carries the answer out.

    subject, body and shown_sha256 come from the task before (`campaign_tasks.held_delivery`), so that the fingerprint
    is of the text that was on the screen. 退回 skips what follows: nothing came in. While nobody answers, it looks
    every `response_timeout` whether the delivery was decided elsewhere (`campaign release`), and ends if so.
    """

    # The words on the buttons: Airflow prints options as they are.
    APPROVE = "放行"
    REJECT = "退回"
    template_fields = ("subject", "body", "delivery_id", "shown_sha256")

    def __init__(self, *, pack_code: str, delivery_id: str, shown_sha256: str, **more: Any) -> None:
        super().__init__(**more)
        self.pack_code, self.delivery_id, self.shown_sha256 = pack_code, delivery_id, shown_sha256

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        import campaign_tasks

        if event.get("error_type") == "timeout":
            return self._look_again()
        # an answer that came before anybody was asked anew (a cleared task) is checked by its fingerprint
        if "error" not in event:
            self.validate_chosen_options(event["chosen_options"])
            campaign_tasks.decide(
                self.pack_code, self.delivery_id, self.shown_sha256, event["chosen_options"] == [self.APPROVE],
                answered_by(event), str((event["params_input"] or {}).get("note") or ""), event["responded_at"],
                context["dag_run"].conf,
            )  # fmt: skip
        return super().execute_complete(context, event)

    def _look_again(self) -> dict[str, Any]:
        """Wait on, unless the question is settled. An answer that comes meanwhile is kept: nothing is asked anew."""
        import campaign_tasks

        settled = campaign_tasks.settled_elsewhere(self.pack_code, self.delivery_id, self.shown_sha256)
        if settled is None:
            raise TaskAwaitingInput(method_name="execute_complete", timeout=self.response_timeout)
        return settled


def answered_by(event: Mapping[str, Any]) -> str:
    """The user who answered, by name and id as Airflow knows them."""
    user = event.get("responded_by_user") or {}
    name, number = str(user.get("name") or ""), str(user.get("id") or "")
    return f"{name} ({number})" if name and number and name != number else name or number
