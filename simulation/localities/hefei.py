"""Hefei, notice 002: plan year 2021, collected from September to December 2020 (HF-01 … HF-18).

The notice leaves five targets blank; the simulation invents their figures and delivers
them in its targets file.
"""

from datetime import date

from simulation.place import Place, Sender, Share
from simulation.rules import Rules, Subsidy

CUT_OFFS = (
    date(2020, 8, 25),
    date(2020, 9, 30),
    date(2020, 10, 31),
    date(2020, 11, 30),
    date(2020, 12, 25),
    date(2021, 1, 15),
)
DELIVERED = (
    date(2020, 8, 31),
    date(2020, 10, 9),
    date(2020, 11, 5),
    date(2020, 12, 4),
    date(2020, 12, 31),
    date(2021, 1, 20),
)
SCHOOL_CUT_OFFS = (date(2020, 10, 12), date(2020, 11, 30), date(2020, 12, 25), date(2021, 1, 15))
SCHOOL_DELIVERED = (date(2020, 10, 20), date(2020, 12, 4), date(2020, 12, 31), date(2021, 1, 20))

RULES = Rules(
    pack_code="hefei-2020",
    plan_year=2021,
    payable_years=(2021,),
    starts_on=date(2020, 9, 1),
    ends_on=date(2020, 12, 31),
    price_fen={(2021, "in_window"): 28000},
    basis="collected",
    gained="refundable",
    subsidies=(
        Subsidy("destitute", "full", 28000, "medical_aid"),
        Subsidy("orphan", "full", 28000, "medical_aid"),
        Subsidy("family_planning_special", "full", 28000, "medical_aid"),
        Subsidy("disaster_poor", "full", 28000, "medical_aid"),
        Subsidy("minimum_living", "amount", 25200, "medical_aid"),
        Subsidy("other_poor", "amount", 25200, "medical_aid"),
        Subsidy("low_income_elderly", "amount", 25200, "medical_aid"),
        Subsidy("marginal_poor", "none"),
        Subsidy("student", "none"),
    ),
)

HEFEI = Place(
    rules=RULES,
    name="合肥市",
    units=(
        ("瑶海区", 185000),
        ("庐阳区", 165000),
        ("蜀山区", 239000),
        ("包河区", 258000),
        ("高新区", 39000),
        ("经开区", 142000),
        ("新站区", 123000),
        ("长丰县", 620000),
        ("肥东县", 800000),
        ("肥西县", 660000),
        ("巢湖市", 650000),
        ("庐江县", 950000),
    ),
    general_from=date(2020, 9, 1),
    general_to=date(2020, 12, 31),
    business_date=date(2021, 1, 31),
    newborns_until=date(2020, 12, 25),
    roll_cut_off=date(2020, 8, 10),
    roll_delivered=date(2020, 8, 12),
    employee_cut_offs=(date(2020, 8, 25), date(2020, 12, 31)),
    employee_delivered=(date(2020, 8, 29), date(2021, 1, 8)),
    senders=(
        Sender(
            "civil_affairs",
            (
                Share("destitute", "特困人员", 0.005),
                Share("orphan", "社会散居孤儿", 0.001, 0, 17),
                Share("minimum_living", "低保对象", 0.020),
                Share("low_income_elderly", "低收入家庭老年人", 0.006, 58, 100),
            ),
            CUT_OFFS,
            DELIVERED,
            "cell",
        ),
        Sender(
            "poverty_relief",
            (
                Share("disaster_poor", "受灾贫困人口", 0.004),
                Share("other_poor", "其他贫困人口", 0.022),
                Share("marginal_poor", "贫困边缘人口", 0.005),
            ),
            CUT_OFFS,
            DELIVERED,
            "dash",
        ),
        Sender(
            "health",
            (Share("family_planning_special", "计划生育特殊家庭父母", 0.004, 46, 100),),
            CUT_OFFS,
            DELIVERED,
            "compact",
        ),
        Sender("education", (Share("student", "", 0.03, 6, 23),), SCHOOL_CUT_OFFS, SCHOOL_DELIVERED, "slash"),
    ),
    employee_regions=("合肥市", "合肥市", "六安市", "南京市"),
    channels=("微信", "扫码缴费", "学校代收", "社区代办"),
    unknown_labels={"civil_affairs": "临时救助对象", "poverty_relief": "返贫监测对象"},
)
