"""The approval of a held delivery in Airflow: who answers there decides, with the name that Airflow knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk.exceptions import TaskAwaitingInput


class HoldApproval(ApprovalOperator):
    """Shows what `campaign held` shows, waits in `awaiting_input` (no slot, no process), and carries the answer out.

    What was on the screen travels by its fingerprint from the question to the answer. 退回 skips what follows: nothing
    came in. While nobody answers, it looks every `response_timeout` whether the delivery was decided elsewhere
    (`campaign release`), and ends if so.
    """

    # The words on the buttons: Airflow prints options as they are.
    APPROVE = "放行"
    REJECT = "退回"

    def __init__(self, *, pack_code: str, **more: Any) -> None:
        super().__init__(subject="", **more)
        self.pack_code = pack_code

    def execute(self, context: Any) -> Any:
        from campaign import tasks

        shown = tasks.held_delivery(self.pack_code, context)
        self.subject, self.body = shown.subject, shown.text_zh()
        asked = {"delivery_id": shown.delivery_id, "shown_sha256": shown.sha256}
        try:
            return super().execute(context)
        except TaskAwaitingInput as waits:
            raise TaskAwaitingInput(method_name=waits.method_name, kwargs=asked, timeout=waits.timeout) from None

    def execute_complete(
        self, context: Any, event: dict[str, Any], delivery_id: str = "", shown_sha256: str = ""
    ) -> Any:
        from campaign import tasks

        if event.get("error_type") == "timeout":
            return self._look_again(delivery_id, shown_sha256)
        if "error" not in event:
            self.validate_chosen_options(event["chosen_options"])
            tasks.decide(
                self.pack_code, delivery_id, shown_sha256, event["chosen_options"] == [self.APPROVE],
                answered_by(event), str((event["params_input"] or {}).get("note") or ""), event["responded_at"],
                context["dag_run"].conf,
            )  # fmt: skip
        return super().execute_complete(context, event)

    def _look_again(self, delivery_id: str, shown_sha256: str) -> dict[str, Any]:
        """Wait on, unless the question is settled.

        An answer that comes in these seconds resumes the task at once, which the scheduler may take for a task that was
        lost: then the next attempt asks anew.
        """
        from campaign import tasks

        settled = tasks.settled_elsewhere(self.pack_code, delivery_id, shown_sha256)
        if settled is None:
            asked = {"delivery_id": delivery_id, "shown_sha256": shown_sha256}
            raise TaskAwaitingInput(method_name="execute_complete", kwargs=asked, timeout=self.response_timeout)
        return settled


def answered_by(event: Mapping[str, Any]) -> str:
    """The user who answered, by name and id as Airflow knows them."""
    user = event.get("responded_by_user") or {}
    name, number = str(user.get("name") or ""), str(user.get("id") or "")
    return f"{name} ({number})" if name and number and name != number else name or number
