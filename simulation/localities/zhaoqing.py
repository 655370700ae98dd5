"""Zhaoqing, notice 003: plan year 2021, collected from 30 September to 28 December 2020 (ZQ-01 … ZQ-16).

The notice has no target table; the figures here are invented for the simulation and come in its targets file.
Every amount of a subsidy is left to another document, so every category but the tracked one is undefined.
"""

from datetime import date

from simulation.place import Place, Sender, Share
from simulation.rules import Rules, Subsidy

CUT_OFFS = (date(2020, 9, 22), date(2020, 10, 31), date(2020, 11, 30), date(2020, 12, 20), date(2021, 1, 10))
DELIVERED = (date(2020, 9, 28), date(2020, 11, 5), date(2020, 12, 4), date(2020, 12, 24), date(2021, 1, 14))

RULES = Rules(
    pack_code="zhaoqing-2021",
    plan_year=2021,
    payable_years=(2021,),
    starts_on=date(2020, 9, 30),
    ends_on=date(2020, 12, 28),
    price_fen={(2021, "in_window"): 29000},
    basis="received",
    gained="refundable",
    subsidies=(
        Subsidy("destitute", "undefined"),
        Subsidy("orphan", "undefined"),
        Subsidy("minimum_living", "undefined"),
        Subsidy("registered_poor", "undefined"),
        Subsidy("disabled", "undefined"),
        Subsidy("entitled_group", "undefined"),
        Subsidy("low_income_aid", "undefined"),
        Subsidy("student", "none"),
    ),
)

ZHAOQING = Place(
    rules=RULES,
    name="肇庆市",
    units=(
        ("端州区", 250000),
        ("鼎湖区", 110000),
        ("高要区", 600000),
        ("广宁县", 430000),
        ("怀集县", 820000),
        ("封开县", 390000),
        ("德庆县", 290000),
        ("四会市", 330000),
        ("肇庆高新区", 60000),
        ("肇庆新区", 20000),
    ),
    general_from=date(2020, 9, 30),
    general_to=date(2020, 12, 28),
    business_date=date(2021, 1, 31),
    newborns_until=date(2020, 12, 20),
    roll_cut_off=date(2020, 8, 31),
    roll_delivered=date(2020, 9, 2),
    employee_cut_offs=(date(2020, 9, 20), date(2020, 12, 28)),
    employee_delivered=(date(2020, 9, 26), date(2021, 1, 8)),
    senders=(
        Sender(
            "civil_affairs",
            (
                Share("destitute", "特困人员", 0.005),
                Share("orphan", "孤儿", 0.001, 0, 17),
                Share("minimum_living", "低保对象", 0.018),
                Share("low_income_aid", "低收入救助对象", 0.006),
            ),
            CUT_OFFS,
            DELIVERED,
            "cell",
        ),
        Sender("poverty_relief", (Share("registered_poor", "建档立卡贫困人员", 0.025),), CUT_OFFS, DELIVERED, "slash"),
        Sender(
            "disabled_federation", (Share("disabled", "", 0.014, grades=(1, 2, 3, 4)),), CUT_OFFS, DELIVERED, "cell"
        ),
        Sender("veterans", (Share("entitled_group", "优抚对象", 0.004, 22, 100),), CUT_OFFS, DELIVERED, "dash"),
        Sender("education", (Share("student", "", 0.03, 6, 22),), CUT_OFFS, DELIVERED, "compact"),
    ),
    employee_regions=("肇庆市", "肇庆市", "佛山市", "广州市"),
    channels=("银行代扣", "微信", "手机APP", "办税厅"),
    unknown_labels={"civil_affairs": "临时救助对象", "poverty_relief": "边缘易致贫人口"},
)
