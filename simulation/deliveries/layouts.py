"""Form of each department's list: titles, headers, the field of each column, footer."""

from dataclasses import dataclass

CHANGE_COLUMNS = (("变动类型", "op"), ("变动日期", "change_on"))
OP_LABELS = {"add": "新增", "end": "减少", "death": "死亡"}
GRADE_LABELS = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}


@dataclass(frozen=True)
class Layout:
    """`form`: xlsx | csv. `encoding`: of a csv. `columns`: (header, field of a printed row)."""

    form: str
    columns: tuple[tuple[str, str], ...]
    titles: int = 0
    encoding: str = "utf-8"
    has_footer: bool = False


LAYOUTS = {
    "civil_affairs": Layout("xlsx", (
        ("序号", "serial"), ("姓名", "name"), ("身份证号码", "number"), ("人员类别", "label"), ("所属乡镇", "unit"),
        ("认定日期", "recognised"), ("是否本县户籍", "hukou"), ("备注", "empty"),
    ), titles=2, has_footer=True),
    "poverty_relief": Layout("csv", (
        ("乡镇", "unit"), ("行政村", "village"), ("户主姓名", "householder"), ("姓名", "name"), ("证件号码", "number"),
        ("人口类别", "label"), ("识别时间", "recognised"), ("是否本县户籍", "hukou"),
    ), encoding="gb18030"),
    "disabled_federation": Layout("xlsx", (
        ("序号", "serial"), ("姓名", "name"), ("性别", "sex"), ("公民身份号码", "number"), ("残疾类别", "disability"),
        ("残疾等级", "grade"), ("户籍乡镇", "unit"), ("发证日期", "recognised"), ("是否本县户籍", "hukou"),
    ), titles=1),
    "veterans": Layout("xlsx", (
        ("姓名", "name"), ("身份证号", "number"), ("优抚类别", "label"), ("乡镇(街道)", "unit"),
        ("认定时间", "recognised"), ("是否本县户籍", "hukou"),
    ), titles=1),
    "health": Layout("xlsx", (
        ("姓名", "name"), ("证件号", "number"), ("对象类别", "label"), ("所在乡镇", "unit"), ("确认日期", "recognised"),
        ("是否本县户籍", "hukou"),
    )),
    "education": Layout("csv", (
        ("学校名称", "school"), ("学生姓名", "name"), ("身份证件号", "number"), ("学段", "stage"), ("乡镇", "unit"),
        ("入学日期", "recognised"),
    ), encoding="utf-8-sig"),
}  # fmt: skip

TITLES = {
    "civil_affairs": ("民政救助对象名单", "填报单位:民政局"),
    "disabled_federation": ("持证残疾人名单",),
    "veterans": ("优抚对象名单",),
}
ROLL_HEADER = "姓名,证件号码,出生日期,性别,乡镇,村居,户号,是否本县户籍,上年是否参保\n"
EMPLOYEE_HEADER = "姓名,证件号码,统筹区,参保开始日期,参保终止日期\n"
TAX_HEADER = "凭证号,姓名,证件号码,缴费年度,缴费金额(元),缴费日期,入库日期,缴费渠道,乡镇\r\n"
LATE_ENTRY_HEADER = ("乡镇", "姓名", "证件号码", "中途参保原因", "证明材料", "撤销标志")
TARGET_HEADER = ("单位", "指标", "人数", "状态", "来源")
VILLAGES = (
    "新建村",
    "红星村",
    "东风村",
    "胜利村",
    "团结村",
    "和平村",
    "光明村",
    "前进村",
    "石桥村",
    "大塘村",
    "竹山村",
    "龙井社区",
)
SCHOOLS = ("第一中学", "第二中学", "中心小学", "实验小学", "希望小学", "职业中专")
STAGES = ("小学", "初中", "高中", "中职")
DISABILITIES = ("视力", "听力", "言语", "肢体", "智力", "精神")
