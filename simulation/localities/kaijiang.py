"""Kaijiang, notice 001: plan year 2020, collected from September to December 2019 (KJ-01 … KJ-22)."""

from datetime import date

from simulation.place import Address, Place, Sender, Share
from simulation.rules import Coverage, Rules, Subsidy

CUT_OFFS = (
    date(2019, 8, 28),
    date(2019, 9, 28),
    date(2019, 10, 28),
    date(2019, 11, 28),
    date(2019, 12, 18),
    date(2020, 1, 10),
)
DELIVERED = (
    date(2019, 8, 31),
    date(2019, 9, 30),
    date(2019, 10, 31),
    date(2019, 11, 30),
    date(2019, 12, 20),
    date(2020, 1, 14),
)

RULES = Rules(
    pack_code="kaijiang-2020",
    plan_year=2020,
    payable_years=(2020,),
    starts_on=date(2019, 9, 1),
    ends_on=date(2019, 12, 25),
    price_fen={(2020, "in_window"): 25000, (2020, "late"): 25000},
    basis="received",
    gained="refundable",
    subsidies=(
        Subsidy("destitute", "full", 25000, "government", hukou_local=True),
        Subsidy("entitled_group", "full", 25000, "government", hukou_local=True),
        Subsidy("severely_disabled", "full", 25000, "government", min_grade=1, max_grade=2, hukou_local=True),
        Subsidy("registered_poor", "full", 25000, "government", hukou_local=True),
        Subsidy("orphan", "full", 25000, "government", hukou_local=True),
        Subsidy("minimum_living", "undefined"),
        Subsidy("disabled", "none"),
    ),
    coverage=(
        Coverage("birth", born_in_plan_year=True, paid_within_days_of_birth=90),
        Coverage("days_after_payment", born_in_plan_year=True, wait_days=30),
        Coverage("date", phase="in_window", continuing=True, start_on=date(2020, 1, 1)),
        Coverage("date", phase="in_window", continuing=False, start_on=date(2020, 2, 1)),
        Coverage("days_after_payment", phase="late", wait_days=30),
    ),
)

KAIJIANG = Place(
    rules=RULES,
    name="开江县",
    units=(
        ("新宁镇", 73639),
        ("普安镇", 60396),
        ("甘棠镇", 48352),
        ("宝石镇", 17686),
        ("新太乡", 14036),
        ("任市镇", 41717),
        ("长岭镇", 35176),
        ("讲治镇", 28232),
        ("新街乡", 15164),
        ("八庙镇", 17861),
        ("灵岩镇", 14498),
        ("靖安乡", 21411),
        ("梅家乡", 13192),
        ("沙坝场乡", 12338),
        ("回龙镇", 15971),
        ("长田乡", 10695),
        ("永兴镇", 29296),
        ("骑龙乡", 11197),
        ("广福镇", 19535),
        ("天师镇", 12688),
    ),
    general_from=date(2019, 9, 1),
    general_to=date(2019, 12, 25),
    # The feeds continue into spring, because children born in 2020 pay for the year of their birth.
    business_date=date(2020, 4, 30),
    newborns_until=date(2020, 3, 25),
    roll_cut_off=date(2019, 8, 10),
    roll_delivered=date(2019, 8, 12),
    employee_cut_offs=(date(2019, 8, 25), date(2019, 12, 25)),
    employee_delivered=(date(2019, 8, 29), date(2020, 1, 8)),
    senders=(
        Sender(
            "civil_affairs",
            (
                Share("destitute", "特困人员", 0.006),
                Share("orphan", "孤儿", 0.001, 0, 17),
                Share("minimum_living", "低保对象", 0.022),
            ),
            CUT_OFFS,
            DELIVERED,
            "cell",
        ),
        Sender(
            "poverty_relief", (Share("registered_poor", "建档立卡贫困人口", 0.035),), CUT_OFFS, DELIVERED, "compact"
        ),
        Sender(
            "disabled_federation",
            (
                Share("severely_disabled", "", 0.007, grades=(1, 2)),
                Share("disabled", "", 0.008, grades=(3, 4)),
            ),
            CUT_OFFS,
            DELIVERED,
            "slash",
        ),
        Sender("veterans", (Share("entitled_group", "重点优抚对象", 0.004, 22, 100),), CUT_OFFS, DELIVERED, "cell"),
    ),
    employee_regions=("达州市", "达州市", "成都市", "重庆市"),
    channels=("村级代收现金", "银行代扣", "电子税务局", "天府e税", "微信", "银行柜面"),
    tax_date_form="slash",
    unknown_labels={"civil_affairs": "临时救助对象", "poverty_relief": "边缘易致贫人口"},
    address=Address(
        "四川省", "达州市", "开江县", "511723", {"达州市": "511723", "成都市": "510100", "重庆市": "500100"}
    ),
)
