"""An acknowledgement names one warning and gives an official's reason in Chinese."""

import pytest

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.acknowledged import UNUSED_ACKNOWLEDGEMENT, Acknowledgement

RIGHT = {"warning": "doubt.total_differs", "where": "targets.0", "reason_zh": "印刷如此"}


@pytest.mark.parametrize(
    "values",
    [
        {"warning": "pack.total"},
        {"warning": "doubt."},
        {"warning": "total_differs"},
        {"where": ""},
        {"reason_zh": "确认过"},
        {"reason_zh": "checked"},
    ],
)
def test_another_code_no_place_or_no_chinese_reason_is_refused(values: dict[str, str]) -> None:
    entry(Acknowledgement, **RIGHT)
    assert refusal_of(Acknowledgement, **RIGHT | values)


def test_the_warning_of_an_idle_acknowledgement_can_be_acknowledged_itself() -> None:
    assert entry(Acknowledgement, **RIGHT | {"warning": UNUSED_ACKNOWLEDGEMENT}).warning == "doubt.acknowledged_nothing"
