"""The forms that the senders' systems export, with the rows that must not be loaded and the headers of each."""

from __future__ import annotations

from tests.bad_inputs.files.clean_rows import UNITS, YEAR
from tests.bad_inputs.files.forms import CIVIL, EMPLOYEE, TAX, Form, Surroundings, Uncounted, yes, yuan
from tests.support.files.builders import LAYOUTS, FakeSource

_POOR = {
    "低保对象": ("脱贫户", "", "registered_poor"),
    "特困人员": ("一般农户", "脱贫不稳定户", "unstable"),
    "孤儿": ("一般农户", "边缘易致贫户", "marginal"),
}
_SEX = ("女", "男")
_WORDS = {"低保对象": "农村低保", "特困人员": "城市特困", "孤儿": "孤儿"}
_ENTITLED = {"低保对象": "残疾军人", "特困人员": "烈士遗属", "孤儿": "参战人员"}


def _sex(number: str) -> str:
    return _SEX[int(number[16]) % 2]


def _born(number: str) -> str:
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


PERSONS = Form(
    CIVIL.source,
    (
        "所属省级", "所属市级", "所属区县", "所属街道", "所属社区", "户主身份证号", "姓名", "身份证号", "与户主关系",
        "性别", "出生日期", "年龄", "民族", "是否残疾", "残疾证号", "残疾类别", "最初享受月份", "救助类型",
        "户月保障金额（元）", "分档类型", "低保（特困）证号", "是否本县户籍", "备注",
    ),
    lambda t: ["某省", "某市", "某县", t.unit, "东村", "", t.name, t.number, "本人/户主", "", "", "", "汉族", "否", "",
               "", t.on.isoformat(), _WORDS[t.category], "620", "B类", f"D{t.household}", yes(t.local), ""],
    CIVIL.values,
    layout="civil_affairs_persons",
    dated=("effective_on", "on"),
)  # fmt: skip
POVERTY = Form(
    FakeSource("poverty_relief", "special_list", "poverty_relief", "full", {
        "建档立卡贫困人口": "registered_poor", "脱贫不稳定户": "unstable", "边缘易致贫户": "marginal",
    }),
    (
        "序号", "县(市、区、旗)", "乡(镇)", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码", "人数",
        "与户主关系", "民族", "健康状况", "务工时间（月）", "致贫原因1", "人均纯收入", "首次识别时间", "人员识别时间",
        "户类型", "易返贫致贫户(监测对象)类型", "风险是否消除", "风险消除时间", "是否本县户籍",
    ),
    lambda t: [None, "某县", t.unit, "东村", "", t.household, f"{t.household}01", t.name, t.number, "1", "户主",
               "汉族", "健康", "0", "因病", "9500.5", "", f"{t.on:%Y%m%d}", *_POOR[t.category][:2],
               "否" if _POOR[t.category][1] else "", "", yes(t.local)],
    lambda t: {
        "category": _POOR[t.category][2], "op": "add", "effective_on": t.on, "hukou_local": t.local,
        "unit_id": UNITS[t.unit],
    },
    preamble=(("已脱贫人口名单",),),
    layout="poverty_persons_export",
    dated=("effective_on", "on"),
    uncounted=(
        Uncounted({"户类型": "一般农户", "易返贫致贫户(监测对象)类型": ""}),
        Uncounted({"户类型": "一般农户", "易返贫致贫户(监测对象)类型": "脱贫不稳定户", "风险是否消除": "是"},
                  "state_undecided"),
    ),
)  # fmt: skip
CERTIFICATES = Form(
    FakeSource(
        "disabled_federation", "special_list", "disabled_federation", "full", {},
        {1: "severely_disabled", 2: "severely_disabled", 3: "disabled", 4: "disabled"},
    ),
    (
        "姓名", "证件号码", "年龄", "性别", "区县", "街道", "居委", "户籍类别", "状态", "残疾类别", "残疾等级",
        "户口地址", "联系地址", "联系电话", "初次申领日期", "业务申请类型", "申请日期", "是否本县户籍", "备注",
    ),
    lambda t: [t.name, f"{t.number}42{'B1' if t.local else ''}", "", _sex(t.number), "某县", t.unit, "东村", "农业",
               "有效", "肢体", "二级", "东村", "", "", t.on.isoformat(), "新办证", "", yes(t.local), ""],
    lambda t: {"category": "severely_disabled", "grade": 2, "effective_on": t.on, "unit_id": UNITS[t.unit]},
    layout="disabled_federation_certificates",
    dated=("effective_on", "on"),
    uncounted=(
        Uncounted({"状态": "注销"}), Uncounted({"状态": "死亡"}), Uncounted({"状态": "冻结"}, "state_undecided"),
        Uncounted({"状态": ""}, "state_undecided"), Uncounted({"状态": "有郊"}, "state_unknown"),
    ),
)  # fmt: skip
VETERANS = Form(
    FakeSource("veterans", "special_list", "veterans", "full", {"重点优抚对象": "entitled_group"}),
    ("所属行政区划", "姓名", "身份证件号码", "性别", "民族", "优抚对象状态", "优抚对象类别", "认定时间",
     "是否本县户籍"),
    lambda t: [f"某省某市某县{t.unit}", t.name, t.number, _sex(t.number), "汉族", "享受待遇", _ENTITLED[t.category],
               t.on.isoformat(), yes(t.local)],
    lambda t: {
        "category": "entitled_group", "op": "add", "effective_on": t.on, "hukou_local": t.local,
        "unit_id": UNITS[t.unit],
    },
    layout="veterans_entitled_export",
    dated=("effective_on", "on"),
    uncounted=(
        Uncounted({"优抚对象状态": "去世"}), Uncounted({"优抚对象状态": "停发"}),
        Uncounted({"优抚对象状态": "暂停"}, "state_undecided"),
        Uncounted({"优抚对象状态": "享受侍遇"}, "state_unknown"),
    ),
)  # fmt: skip
SCHOOL = Form(
    FakeSource("education", "special_list", "education", "full", {}),
    (
        "学校标识码", "姓名", "性别", "出生日期", "出生地行政区划代码", "籍贯", "民族", "国籍/地区", "身份证件类型",
        "健康状况", "身份证件号", "户口性质", "户口所在地", "班级", "入学年月", "就读方式", "现住址", "是否孤儿",
        "学籍辅号", "残疾类型", "成员1姓名", "成员1关系", "成员1身份证件类型", "成员1身份证件号", "成员2姓名",
        "成员2关系", "成员2身份证件类型", "成员2身份证件号",
    ),
    lambda t: ["2143000001", t.name, "", "", "", "某县", "汉族", "中国", "居民身份证", "健康或良好", t.number,
               "农业户口", f"某县{t.unit}", "301", f"{t.on:%Y%m%d}", "走读", "东村", "否", f"G{t.number}", "无残疾",
               "赵某", "母亲", "居民身份证", "", "", "", "", ""],
    lambda t: {"category": "student", "op": "add", "effective_on": t.on, "unit_id": UNITS[t.unit]},
    layout="education_register",
    dated=("effective_on", "on"),
)  # fmt: skip
BUREAU_ROLL = Form(
    FakeSource("roll", "roll", "roll", "full", {}),
    (
        "序号", "身份证号", "自付金额", "支付日期", "参保情况", "是否参加公务员医疗补助", "备注", "是否共济缴费",
        "姓名", "乡镇", "村", "手机号", "户号", "性别", "人员属性", "是否本县户籍",
    ),
    lambda t: [None, t.number, *(["220", "2018-11-01", "本地居民"] if t.last_year else ["", "", "自愿放弃"]), "否", "",
               "否", t.name, t.unit, "西村", "", t.household, "", "", yes(t.local)],
    lambda t: {
        "unit_id": UNITS[t.unit], "household_no": t.household, "hukou_local": t.local,
        "insured_last_year": t.last_year,
    },
    layout="roll_bureau_export",
)  # fmt: skip
PLATFORM = Form(
    FakeSource("employee", "employee", "employee", "full", {}),
    (
        "单位编号", "单位名称", "人员编号", "姓名", "证件号码", "险种类型", "人员类别", "人员参保状态", "首次参保年月",
        "本次参保日期", "暂停参保日期", "参保地医保区划",
    ),
    lambda t: ["3600001", "某单位", f"36{t.receipt[2:]}", t.name, t.number, "职工基本医疗保险", "在职",
               "暂停参保" if t.end else "正常参保", f"{t.start:%Y%m}", t.start.isoformat(),
               t.end.isoformat() if t.end else "", t.region],
    EMPLOYEE.values,
    layout="employee_platform",
    dated=("insured_from", "start"),
    uncounted=(
        Uncounted({"险种类型": "城乡居民基本医疗保险", "人员参保状态": "正常参保"}),
        Uncounted({"险种类型": "生育保险"}),
        Uncounted({"险种类型": "离休人员医疗保障"}, "state_undecided"),
        Uncounted({"人员参保状态": "暂停参保", "暂停参保日期": ""}, "end_missing"),
        Uncounted({"人员参保状态": "正常叁保", "暂停参保日期": ""}, "state_unknown"),
    ),
)  # fmt: skip
COLLECTED = Form(
    TAX.source,
    (
        "序号", "缴费人识别号", "缴费人名称", "证件类型", "证件号码", "征收项目", "征收品目", "征收子目",
        "费款所属期起", "费款所属期止", "电子税票号码", "缴款金额", "缴款日期", "入库日期", "缴费渠道",
        "主管税务所（科、分局）", "街道乡镇",
    ),
    lambda t: [None, "", t.name, "居民身份证", t.number, "基本医疗保险费", "城乡居民基本医疗保险费",
               "城乡居民基本医疗保险费（成年人）", f"{YEAR}-01-01", f"{YEAR}-12-31", t.receipt, yuan(t.fen),
               t.collected.isoformat(), t.received.isoformat(), t.channel, "某县税务局", t.unit],
    lambda t: {**TAX.values(t)},
    layout="tax_collection_detail",
    dated=("received_on", "received"),
    uncounted=(
        Uncounted({"征收品目": "职工基本医疗保险费"}),
        Uncounted({"征收品目": "城乡居民基本医疗保检费"}, "state_unknown"),
        Uncounted({"征收品目": ""}, "state_undecided"),
    ),
)  # fmt: skip
PAYMENTS = Form(
    TAX.source,
    (
        "单位编号", "单位名称", "人员编号", "姓名", "证件号码", "人员参保关系ID", "险种类型", "人员类别", "参保身份",
        "电子税票号码", "费款所属期", "对应费款所属期起始", "对应费款所属期结束", "个人缴费金额", "核销标志",
        "缴费标志", "缴费类型", "缴费时间", "定额征缴标志", "入国库时间", "上解时间", "统筹区", "财政补助金额",
        "其他缴费金额", "缴费总金额", "乡镇",
    ),
    lambda t: ["3600001", "某村", f"36{t.receipt[2:]}", t.name, t.number, "", "城乡居民基本医疗保险", "居民(成年)",
               "普通居民", t.receipt, f"{YEAR}01", f"{YEAR}01", f"{YEAR}12", yuan(t.fen), "正常", "已缴费", "正常缴费",
               f"{t.collected} 10:21:33", "是", t.received.isoformat(), "", "某市", "0", "0", yuan(t.fen), t.unit],
    lambda t: {key: value for key, value in TAX.values(t).items() if key != "channel"},
    layout="tax_platform_payments",
    dated=("received_on", "received"),
    uncounted=(
        Uncounted({"核销标志": "被冲销"}), Uncounted({"缴费标志": "未缴费"}),
        Uncounted({"险种类型": "职工基本医疗保险"}), Uncounted({"核销标志": "正长"}, "state_unknown"),
        Uncounted({"缴费标志": ""}, "state_undecided"), Uncounted({"缴费类型": "退费"}, "state_unknown"),
    ),
)  # fmt: skip
REAL_FORMS = (
    PERSONS, POVERTY, CERTIFICATES, VETERANS, SCHOOL, BUREAU_ROLL, PLATFORM, COLLECTED, PAYMENTS,
)  # fmt: skip


def surroundings(form: Form) -> Surroundings:
    """Return the context of a file in a real form: the forms that its source may send, and the places above."""
    alternatives = tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == form.source.layout)
    places = {"unit_area": ("某县",), "higher_places": ("某省", "某市")}
    return Surroundings(form.source.list_mode, {"alternatives": alternatives, **places})
