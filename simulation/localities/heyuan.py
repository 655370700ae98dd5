"""Heyuan, notice 000 (draft): plan year 2020, collected from August to December 2019 (HY-01 … HY-15)."""

from datetime import date

from simulation.place import Place, Sender, Share
from simulation.rules import Rules, Subsidy

CUT_OFFS = (date(2019, 8, 10), date(2019, 10, 15), date(2019, 11, 15), date(2019, 12, 15), date(2020, 1, 15))
DELIVERED = (date(2019, 8, 15), date(2019, 10, 18), date(2019, 11, 19), date(2019, 12, 18), date(2020, 1, 20))

RULES = Rules(
    pack_code="heyuan-2020",
    plan_year=2020,
    payable_years=(2020,),
    starts_on=date(2019, 8, 1),
    ends_on=date(2019, 12, 31),
    price_fen={(2020, "in_window"): 25000},
    basis="collected",
    gained="refundable",
    subsidies=(
        Subsidy("registered_poor", "full", 25000, "government"),
        Subsidy("minimum_living", "full", 25000, "government"),
        Subsidy("severely_disabled", "full", 25000, "government", min_grade=1, max_grade=2),
        Subsidy("low_income_elderly", "full", 25000, "government", min_age=60),
        Subsidy("low_income_minor", "full", 25000, "government", max_age=17),
        Subsidy("destitute", "full", 25000, "government"),
        Subsidy("low_income_seriously_ill", "full", 25000, "government"),
        Subsidy("disabled", "none"),
    ),
    special_windows=((date(2019, 8, 1), date(2019, 9, 10)),),
)

HEYUAN = Place(
    rules=RULES,
    name="河源市",
    units=(
        ("源城区", 209481),
        ("东源县", 459227),
        ("和平县", 418246),
        ("龙川县", 722655),
        ("紫金县", 544535),
        ("连平县", 323749),
        ("江东新区", 75239),
    ),
    general_from=date(2019, 9, 15),
    general_to=date(2019, 12, 31),
    gap=(date(2019, 9, 11), date(2019, 9, 14)),
    business_date=date(2020, 1, 31),
    newborns_until=date(2019, 12, 25),
    roll_cut_off=date(2019, 7, 10),
    roll_delivered=date(2019, 7, 12),
    roll_by_unit=True,
    employee_cut_offs=(date(2019, 8, 5), date(2019, 12, 31)),
    employee_delivered=(date(2019, 8, 12), date(2020, 1, 8)),
    senders=(
        Sender(
            "civil_affairs",
            (
                Share("minimum_living", "低保对象", 0.020),
                Share("destitute", "特困人员", 0.004),
                Share("low_income_elderly", "低收入家庭老年人", 0.004, 57, 100),
                Share("low_income_minor", "低收入家庭未成年人", 0.003, 0, 19),
                Share("low_income_seriously_ill", "低收入重病患者", 0.002),
            ),
            CUT_OFFS,
            DELIVERED,
            "cell",
        ),
        Sender("poverty_relief", (Share("registered_poor", "建档立卡贫困人员", 0.030),), CUT_OFFS, DELIVERED, "slash"),
        Sender(
            "disabled_federation",
            (
                Share("severely_disabled", "", 0.007, grades=(1, 2)),
                Share("disabled", "", 0.009, grades=(3, 4)),
            ),
            CUT_OFFS,
            DELIVERED,
            "dash",
        ),
    ),
    employee_regions=("河源市", "河源市", "深圳市", "广州市"),
    channels=("银行代扣", "微信", "村居代收", "办税厅", "手机APP"),
    tax_date_form="compact",
    unknown_labels={"civil_affairs": "临时救助对象", "poverty_relief": "边缘易致贫人口"},
)
