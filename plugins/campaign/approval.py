"""Approval of a held delivery in Airflow's user interface. The decision is recorded with the user's name in Airflow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowSkipException, TaskAwaitingInput

# Key in Airflow's state store of a task, which survives a retry: the question that Airflow shows.
ASKED_KEY = "asked"


class HoldApproval(ApprovalOperator):
    """Task that shows the counts and sums of `campaign held`, waits for an answer, and carries it out.

    It waits in the state `awaiting_input`, without a slot or a process. The digest of what was shown travels from the
    question to the answer. 退回 (reject) skips the tasks that follow, because no facts were loaded. Every
    `response_timeout` the task checks whether the delivery was decided elsewhere (`campaign release`); if so, it ends.
    """

    # Airflow prints the options on the buttons unchanged.
    APPROVE = "放行"
    REJECT = "退回"

    def __init__(self, *, pack_code: str, **operator_arguments: Any) -> None:
        super().__init__(subject="", **operator_arguments)
        self.pack_code = pack_code

    def execute(self, context: Context) -> Any:
        """Show a held delivery to the official, and start to wait for an answer. Changes nothing in the warehouse.

        The conf of the run names the delivery: {"delivery_id": …}. To wait, the method raises TaskAwaitingInput, by
        which Airflow puts the task into the state `awaiting_input`. Returns the decision, and asks nobody, if the
        delivery was released already: Airflow may repeat a task whose answer was carried out. Skips the task if the
        delivery is not held for another reason, or if its content has changed since an earlier attempt asked: Airflow
        would show the text of that attempt. Fails it without a retry if the conf names no delivery.
        """
        from campaign import held

        if (released := held.released_before(self.pack_code, context)) is not None:
            return released
        shown = held.held_delivery(self.pack_code, context)
        question: dict[str, Any] = {"delivery_id": shown.delivery_id, "shown_sha256": shown.sha256}
        if context["task_state_store"].get(ASKED_KEY, question) != question:
            raise AirflowSkipException("the content has changed since the question; the next intake asks again")
        effect = held.announce_question(self.pack_code, shown, context)
        self.subject, self.body = shown.subject, f"{shown.text_zh()}\n\n{effect}"
        try:
            return super().execute(context)
        except TaskAwaitingInput as waits:
            context["task_state_store"].set(ASKED_KEY, question)
            raise TaskAwaitingInput(method_name=waits.method_name, kwargs=question, timeout=waits.timeout) from None

    def execute_complete(
        self, context: Context, event: dict[str, Any], delivery_id: str = "", shown_sha256: str = ""
    ) -> Any:
        """Release or reject the delivery by the official's answer; return the answer, which becomes the task's XCom.

        Airflow calls it. `event`: the answer as a mapping (`chosen_options`: [放行] or [退回], `params_input` with the
        note, the user, `responded_at`), or an error such as a timeout. The result is Airflow's own mapping of the
        answer. After a timeout it decides nothing: it returns `decided_on` and `responded_at` (None) if a decision was
        made outside Airflow, else waits again (TaskAwaitingInput). `delivery_id` (a UUID as text) and `shown_sha256`
        (digest of what the official was shown) are those of the question. Raises ValueError for an option that was not
        offered; fails the task without a retry if the decision is refused.
        """
        from campaign import held

        if event.get("error_type") == "timeout":
            return self._check_settled(delivery_id, shown_sha256)
        if "error" not in event:
            self.validate_chosen_options(event["chosen_options"])
            held.decide(
                self.pack_code,
                delivery_id,
                shown_sha256,
                is_accepted=event["chosen_options"] == [self.APPROVE],
                decided_by=answered_by(event),
                note=str((event["params_input"] or {}).get("note") or ""),
                answered_at=event["responded_at"],
                conf=context["dag_run"].conf,
            )
        return super().execute_complete(context, event)

    def _check_settled(self, delivery_id: str, shown_sha256: str) -> Any:
        """Return the decision that was made outside Airflow, or wait on.

        An answer during these seconds resumes the task as soon as it waits again.
        """
        from campaign import held

        settled = held.settled_elsewhere(self.pack_code, delivery_id, shown_sha256)
        if settled is None:
            question = {"delivery_id": delivery_id, "shown_sha256": shown_sha256}
            raise TaskAwaitingInput(method_name="execute_complete", kwargs=question, timeout=self.response_timeout)
        return settled


def answered_by(event: Mapping[str, Any]) -> str:
    """Return the user who answered, as `name (id)`; if Airflow knows only name or id, that one; else an empty text.

    `event`: the answer as Airflow hands it to `execute_complete`; read is its `responded_by_user`, a mapping with `id`
    and `name`.
    """
    user = event.get("responded_by_user") or {}
    name, number = str(user.get("name") or ""), str(user.get("id") or "")
    return f"{name} ({number})" if name and number and name != number else name or number
