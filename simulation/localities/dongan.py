"""Dong'an, notice 004: plan year 2020, collected from September to December 2019 (DA-01 … DA-26)."""

from datetime import date

from simulation.place import Address, Place, Sender, Share
from simulation.rules import Coverage, Rules, Subsidy

CUT_OFFS = (
    date(2019, 8, 25),
    date(2019, 9, 30),
    date(2019, 10, 31),
    date(2019, 11, 30),
    date(2019, 12, 31),
    date(2020, 1, 15),
)
DELIVERED = (
    date(2019, 8, 31),
    date(2019, 10, 8),
    date(2019, 11, 5),
    date(2019, 12, 5),
    date(2020, 1, 6),
    date(2020, 1, 19),
)

RULES = Rules(
    pack_code="dongan-2020",
    plan_year=2020,
    payable_years=(2019, 2020),
    starts_on=date(2019, 9, 1),
    ends_on=date(2019, 12, 31),
    price_fen={(2020, "in_window"): 25000},
    basis="collected",
    gained="kept",
    subsidies=(
        Subsidy("registered_poor", "amount", 13000, "fiscal"),
        Subsidy("minimum_living", "amount", 13000, "medical_aid", unless_category="registered_poor"),
        Subsidy("destitute", "full", 25000, "medical_aid"),
        Subsidy("safety_net_poor", "undefined"),
        Subsidy("severely_disabled", "undefined"),
        Subsidy("disabled", "undefined"),
        Subsidy("student", "none"),
    ),
    coverage=(Coverage("next_month", phase="late"),),
    pay_first_after=date(2019, 10, 1),
    employee_region="永州市",
    refuses_late=True,
    only_followed=("disabled",),
)

DONGAN = Place(
    rules=RULES,
    name="东安县",
    units=(
        ("白牙市镇", 112156),
        ("大庙口镇", 34159),
        ("紫溪市镇", 38283),
        ("横塘镇", 30376),
        ("石期市镇", 35380),
        ("井头圩镇", 52654),
        ("端桥铺镇", 42434),
        ("鹿马桥镇", 38468),
        ("芦洪市镇", 56198),
        ("新圩江镇", 28340),
        ("花桥镇", 15361),
        ("大盛镇", 28326),
        ("南桥镇", 31481),
        ("川岩乡", 17809),
        ("水岭乡", 13141),
        ("舜管局", 3935),
    ),
    general_from=date(2019, 9, 1),
    general_to=date(2019, 12, 31),
    business_date=date(2020, 1, 31),
    appraised_on=date(2020, 12, 31),
    newborns_until=date(2019, 12, 25),
    roll_cut_off=date(2019, 8, 10),
    roll_delivered=date(2019, 8, 12),
    employee_cut_offs=(date(2019, 8, 25), date(2019, 12, 31)),
    employee_delivered=(date(2019, 8, 29), date(2020, 1, 8)),
    senders=(
        Sender(
            "civil_affairs",
            (
                Share("destitute", "特困人员", 0.006),
                Share("minimum_living", "低保对象", 0.018),
                Share("safety_net_poor", "社会保障兜底脱贫对象", 0.003),
            ),
            CUT_OFFS,
            DELIVERED,
            "cell",
        ),
        Sender("poverty_relief", (Share("registered_poor", "建档立卡贫困人口", 0.035),), CUT_OFFS, DELIVERED, "slash"),
        Sender(
            "disabled_federation",
            (
                Share("severely_disabled", "", 0.006, grades=(1, 2)),
                Share("disabled", "", 0.008, grades=(3, 4)),
            ),
            CUT_OFFS,
            DELIVERED,
            "dash",
        ),
        Sender("education", (Share("student", "", 0.03, 6, 18),), CUT_OFFS, DELIVERED, "compact"),
    ),
    late_entry_cut_offs=(date(2020, 1, 10), date(2020, 1, 24)),
    late_entry_delivered=(date(2020, 1, 13), date(2020, 1, 29)),
    employee_regions=("永州市", "永州市", "永州市", "广州市", "衡阳市"),
    channels=("现金", "微信", "湘税社保APP", "POS机", "银行柜台"),
    unknown_labels={"civil_affairs": "临时救助对象", "poverty_relief": "边缘易致贫人口"},
    address=Address(
        "湖南省", "永州市", "东安县", "431122", {"永州市": "431122", "广州市": "440100", "衡阳市": "430400"}
    ),
)
