"""The part of Dong'an's notice that decides about money, as plain numbers: written from the notice, not from the pack.

All sums are whole fen, all days are ordinals (`date.toordinal`).
"""

from __future__ import annotations

from datetime import date

FIRST_DAY = date(2019, 9, 1).toordinal()  # DA-03
LAST_DAY = date(2019, 12, 31).toordinal()
PAY_FIRST_AFTER = date(2019, 10, 1).toordinal()  # DA-12
NEW_YEAR = date(2020, 1, 1).toordinal()
"""No day of coverage is stated for who pays in the window, so that it begins with the plan year."""
NEVER = date.max.toordinal()

PLAN_YEAR, OTHER_YEAR = 2020, 2019
PRICE = 25_000  # DA-02; the price of a late payer, and every price of 2019, is not stated
POOR, AID, DESTITUTE, OPEN = "registered_poor", "minimum_living", "destitute", "safety_net_poor"
FISCAL, MEDICAL_AID = "fiscal", "medical_aid"
FUNDS = (FISCAL, MEDICAL_AID)
PAYS = {POOR: (FISCAL, 13_000), AID: (MEDICAL_AID, 13_000), DESTITUTE: (MEDICAL_AID, PRICE)}
"""Category -> fund and its share (DA-08, DA-09, DA-10). The amount of 社会保障兜底脱贫对象 is not stated."""
SOURCE_OF = {POOR: "poverty_relief", OPEN: "poverty_relief", AID: "civil_affairs", DESTITUTE: "civil_affairs"}
LABELS = {POOR: "建档立卡贫困人口", OPEN: "社会保障兜底脱贫对象", AID: "低保对象", DESTITUTE: "特困人员"}
