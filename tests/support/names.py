"""Names for tests: real ones in every form, which nobody may doubt, and texts that are loaded with a remark."""

from __future__ import annotations

REAL_NAMES = (
    # one to six Chinese characters, long surnames, old women's names, characters that look like notes or signs
    "王", "〇", "李〇", "〇〇", "丁一", "王二", "张三", "李四光", "王一一", "乙一", "万一", "曹锟", "李锟文",
    "司马相如", "欧阳娜娜", "王李氏", "张氏", "陈方安生",
    "东方不败", "诸葛某天", "某大明", "某三", "无忌", "吴同上", "李爱人", "何等", "李平等", "王平等", "周均等",
    "张先", "田七", "伍佰", "陆拾",
    "王亡", "张故", "李已", "赵之子", "钱之女", "陈之夫", "王母", "张女", "李男", "孙子", "胜男", "李亚男", "张代",
    "李参军", "王学生", "张户主",
    "刘小儿", "王大妈", "李老师", "张同志", "李人口", "赵五口", "石一人", "文等", "龙王", "白户", "令狐冲", "孔乙己",
    "马一鸣", "贾宝宝", "王孩子",
    "尼玛", "扎西多吉", "才让卓玛", "阿布都热合曼", "古丽巴哈尔", "吉克阿牛木呷", "爱新觉罗努尔哈赤",
    "呼和浩特布和巴特尔", "迪丽热巴",
    # minority names with a dot, and of several parts
    "买买提·阿布都", "买买提•阿布都", "古丽.阿依", "古丽·阿依·买买提", "阿卜杜热合曼·阿卜杜热西提·买买提明",
    "爱新觉罗·努尔哈赤之后裔某某",
    "艾尼瓦尔·麦麦提", "才旦·多杰", "А·买提",
    # rare characters, up to the newest blocks, and old and new code points
    "𠮷野", "﨑", "\U0002a700三", "张\U0002b740", "李\U0002b820", "王\U0002ceb0", "赵\U0002ebf0", "钱\U00030000",
    "\U00031350\U00031350",
    "孙\U00032000", "张\ue81e", "李\u9fb4", "王㐂", "赵䶮", "张\u9fff", "佐々木", "⽅⽟", "⻩⻢", "辻\U000e0100",
    # of foreigners, and in the scripts of minorities
    "A", "Anna Lee", "JOHN SMITH", "O'Neil", "O’Brien", "Smith, John", "SMITH/JOHN", "Anna (Lee)", "Jean-Luc Picard",
    "J. R. Smith",
    "José García", "Jose\u0301", "NGUYỄN THỊ HOA", "Müller", "Ｘavier", "古丽 nur", "金 Anna", "김철수", "さくら",
    "サクラ", "Иван Петров",
    "བཀྲ་ཤིས", "ئابدۇراخمان", "ᠪᠠᠲᠤ", "ꆈꌠ", "赵C",
    # with blanks, as forms have them, and a former name
    "张 三", "张　三", "张\u3000\u3000三", "欧阳 娜娜", "司徒 王", "扎西 多吉", "李 四 光", "夏侯 惇", "张 亚男",
    "吉克 阿牛", "罗布 次仁",
    "张三(曾用名李四)", "张三（曾用名：买买提·阿布都）", "张三 (原名李四)",
)  # fmt: skip
"""No fault and no remark but that of a variant character."""

REMARKABLE_NAMES = {
    "name_and_more": (
        "张三/李四", "赵一、钱二", "张三,李四", "张三，李四", "张三；李四", "张三|李四", "张三+李四", "张三、",
        "张三 / 李四",
        "赵一(已死亡)", "赵一（户主）", "(已故)赵一", "赵一【代】", "赵一 (已故)", "赵一{亡}", "赵一《病故》",
        "赵一\n（已故）",
        "张三（曾用名李四，已死亡）", "张三等", "张三等3人", "张三等三人", "张三等共5户", "张三等人", "张三一家",
        "张三一家4口", "张三4人", "张三夫妇",
        "张三亡", "张三已故", "张三死亡", "张三新生儿", "王丽之子", "王丽之女", "李四的儿子", "王丽之次女",
        "已故张三", "户主张三", "张三外嫁", "张三代缴",
        "张三曾用名李四",
    ),
    "name_signs": (
        "张三1", "张三２", "张三①", "张三²", "1张三", "张三㈠", "张三Ⅱ", "张三-", "张三—", "张三：", "张三。",
        "张“小”三", "张三'1", "张'--", "买买提··吐尔逊",
        "·张三", "张三·", "张三-李四", "John Smith 2", "JOHN_SMITH", "=1+1", "-2+3", "<script>", "张\u0332三",
        "No.5", "张三#", "张三~", "张三※",
    ),
    "name_placeholder": ("NULL", "null", "None", "nan", "NA", "无名氏", "佚名", "新生儿", "未取名", "待命名"),
    "name_rare_glyph": ("张\ue815", "张\U000f0000", "张⿰王成", "⿱艹明", "王⺍"),
}  # fmt: skip
"""Reason code of the remark -> names that are loaded with this remark and no other."""
