"""Every reason code of the intake with its text for the sender: the problem and the remedy, never a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

NO_ROWS = "no_rows"
"""Code of the reason to hold a full list without rows. Such a list was read to its end, so it may be released."""
RECEIPT_CANCELLED = "receipt_cancelled"
"""Code of the reason to hold a feed whose rows that do not count name receipts that an earlier delivery loaded."""
COUNT_IN_NAME = "count_in_name_differs"
"""Code of the reason to hold a file whose name states another number of persons or rows than the file has."""
READ_WITHOUT_ROWS = frozenset({NO_ROWS, RECEIPT_CANCELLED, COUNT_IN_NAME})
"""Codes of reasons for which only a delivery is held that was read to its end, even if it has no rows."""

MESSAGES_ZH: dict[str, str] = {
    # --- the file
    "file_empty": "文件是空的，请重新导出后报送。",
    "file_name_unsafe": "文件名含有路径、控制字符或隐藏字符，或过长，请改名后报送。",
    "file_name_lookalike": "文件名含有形似字符（如全角点号、西里尔字母），请用中文、英文字母和数字重新命名后报送。",
    "file_missing": "找不到该文件，或没有读取权限，请重新报送。",
    "file_not_regular": "报送的不是普通文件（是链接或文件夹），请直接报送文件。",
    "file_too_large": "文件超过允许的大小，已暂存，请分批报送；确需整份报送的，请联系经办机构提高限额后重新读取。",
    "file_growing": "文件仍在写入，已暂存，请等传输完成后重新报送。",
    "file_truncated": "文件不完整（传输中断或末行被截断），请重新导出后报送。",
    "rows_at_limit": "行数正好到了表格软件的上限，后面的行可能在另一个文件里，已暂存，请确认并一并报送。",
    "far_cell": "远离数据的地方还有内容或格式，为安全起见未打开，请删除数据区以外的行和列后报送。",
    "file_type": "文件类型不对：只接收 xlsx、xls 工作簿和 csv 文本，请另存后报送。",
    "file_encrypted": "文件设有密码，请取消密码后报送。",
    "file_archive": "收到的是压缩包，已暂存待人工处理；请直接报送其中的文件。",
    "file_html": "文件其实是网页（HTML 或 XML），请在表格软件中打开后另存为 xlsx 再报送。",
    "file_polyglot": "文件里藏有另一种格式的内容，为安全起见未打开，请重新导出后报送。",
    "file_from_future": "文件的修改时间晚于报送日期，请检查电脑时钟。",
    "file_macro": "文件含有宏或嵌入对象，请另存为不含宏的 xlsx 后报送。",
    "file_unsafe": "文件结构异常（声明的范围、压缩比或内容超出限度），为安全起见未打开，请重新导出后报送。",
    "file_unreadable": "文件已损坏，无法读取，请重新导出后报送。",
    "file_slow": "文件读取超过时限，已暂存，请检查内容是否异常（如大片空白格式），或分批报送；"
    "确需整份报送的，请联系经办机构提高限额后重新读取。",
    "file_memory": "读取文件所需内存超过限额，已暂存，请分批报送；确需整份报送的，请联系经办机构提高限额后重新读取。",
    "sender_bytes": "该单位今天报送的文件合计超过每日限额，这一份推迟到下一个业务日自动处理，不必重报；"
    "急需的请联系经办机构。",
    "sender_seconds": "读取该单位今天报送的文件合计超过每日时限，这一份推迟到下一个业务日自动处理，不必重报；"
    "急需的请联系经办机构。",
    "encoding_unknown": "文字编码无法识别（不是 UTF-8、UTF-16 或 GB18030），请另存为 UTF-8 后报送。",
    "encoding_big5": "文字编码像是 Big5（繁体），请另存为 UTF-8 后报送。",
    "encoding_mixed": "同一文件里混有两种文字编码，请在一台电脑上重新导出为 UTF-8 后报送。",
    "quote_unclosed": "csv 中的双引号不成对，请重新导出后报送。",
    "columns_shifted": "表头的列数与多数行不一致（表头或数据行少了或多了分隔符），请检查分隔符后重新导出。",
    "unit_not_stated": "没有单位一列，标题、工作表名、文件名里也没有单位，已暂存，请写明名单属于哪个单位后重新报送。",
    "unit_contradicted": "标题、工作表名、文件名里的单位不一致，已暂存，请写明名单属于哪个单位后重新报送。",
    "state_column_unread": "有一列像是状态列（如核销标志、缴费标志、状态），但表头不是约定的写法，没有读取，已暂存，"
    "请改正表头后重新报送：不计入的行（如冲销、注销）否则会被当作有效。",
    "form_column_missing": "各列与系统导出的另一种表格一致，却缺少其中的一列，已暂存，请补上该列或改正表头后重新报送："
    "缺少状态列时，不计入的行（如冲销、未缴费）会被当作有效。",
    "form_column_duplicate": "各列与系统导出的另一种表格一致，但有一列出现了两次，已暂存，请删去多余的一列后重新报送。",
    "category_column_unread": "有一列像是人员类别列（如户类型、监测对象类型），但表头不是约定的写法，已暂存，"
    "请改正表头后重新报送：这些人员否则会没有类别。",
    "category_column_missing": "缺少决定人员类别的另一列（如监测对象类型），写明“一般农户”等的人员因此没有读取，"
    "已暂存，请补上该列后重新报送；这些人员确实不属于需要报送的类别的，请说明。",
    "sheet_unread": "有工作表没有读取，其中有证件号码，已暂存，请核对是否漏报：各工作表都应有表头，列名应一致。",
    "example_persons": "工作表名、序号或备注标明是示例，却有多名人员，已暂存，请确认（正式人员请勿标注示例）。",
    "sheet_hidden": "数据在隐藏的工作表里，请取消隐藏后报送。",
    "sheet_missing": "没有找到应报的工作表，请核对工作表名称后重新报送。",
    "sheet_ambiguous": "各工作表的金额单位不同，无法合并，已暂存，请统一金额单位后重新报送。",
    "sheet_left_out": "有工作表的名称表明其中的人员不属于这份名册（如减少、死亡、草稿、上月名单、副本），"
    "该表没有读取，已暂存，请确认：不应计入的可以放行；应当计入的，请改正工作表名称后重新报送。",
    "sheet_contradicts": "工作表的名称与其中的内容不符（如减少、草稿、上月名单，或与变动类型相反），已暂存，"
    "请核对后确认。",
    "title_contradicts": "表中的标题或说明表明其中的人员不属于这份名册（如减少、停发、死亡、作废），已暂存，"
    "请核对：不应计入的人员请删除后重新报送。",
    "tables_stacked": "一个文件里有两张表，请拆成一表一文件后报送。",
    "colour_meaning": "部分行有颜色、删除线、条件格式，或隐藏内容、另加文字的数字格式，"
    "系统不识别其含义，已暂存，请改用文字列说明或确认没有含义。",
    "formula_without_value": "有公式单元格没有计算结果，请用“粘贴为数值”后报送。",
    "formula_uncalculated": "有公式单元格还没有计算过（存的是占位的 0 或空白），已暂存，"
    "请在表格软件中打开并保存后重新报送。",
    "cell_record_unknown": "有单元格的存储方式系统不认识，为避免漏读没有接收，请在表格软件中打开后另存为 xlsx 再报送。",
    "cell_twice": "同一个单元格存了两次内容，无法确定以哪个为准，请在表格软件中打开后另存为 xlsx 再报送。",
    "formula_unsafe": "含有会访问外部的公式，请用“粘贴为数值”后报送。",
    "cell_error_unplaced": "含有错误值（如 #N/A）的单元格，且未写明所在位置，请更正公式后重新导出。",
    "cells_twice": "有行或单元格写了两次，或次序颠倒，无法确定以哪一个为准，请在表格软件中打开，另存后报送。",
    "header_unknown": "没有找到表头，请按模板补上表头行。",
    "layout_unknown": "没有登记过这种版式，已暂存：请报送单位按最接近的版式重报，"
    "或请经办机构登记这种版式（登记后自动读取）。",
    "fund_claim_list": "这是代缴、请款名单（基金应付的金额），不是缴费明细，已暂存，不作为个人缴费入库；"
    "请改按“代缴、请款名单”这一来源报送（政策包没有这个来源的，由经办机构先加上）；缴费请报送带凭证号和入库日期的明细。",
    "progress_table": "这是进度表（完成数、完成率），是工作结果，不是任务分解表，已暂存，不作为目标任务入库；"
    "请报送任务分解表。",
    "pay_sheet": "这是发放表（领取金额、领款人签字），不是人员名册，已暂存；请报送人员名册。",
    "other_layout": "表头与约定的版式不符，像是其他部门的名册，请核对报送来源。",
    "column_missing": "缺少必需的列，请按模板补上。",
    "persons_unpaired": "姓名列与证件号码列的个数不一致，无法判断号码是谁的，已暂存，请为每名人员各列姓名和证件号码。",
    "column_duplicate": "同一含义的列出现了两次，请只保留一列。",
    # --- the delivery
    "no_rows": "全量名册里没有数据行，已暂存，请确认是否确实没有人员。",
    "count_in_name_differs": "文件名写明的人数（条数）与文件里的不一致，已暂存，请核对是否漏报、多报或报错了文件；"
    "文件无误的（如文件名有误）请确认。",
    "control_missing": "缺少末行合计，文件可能不完整，请重新导出后报送。",
    "control_count": "末行合计的笔数与明细行数不一致，请核对后重新报送。",
    "control_amount": "末行合计的金额与明细金额之和不一致，请核对后重新报送。",
    "other_place": "半数以上的行不属于本统筹区的单位，像是其他地方的文件，请核对后重新报送。",
    "mostly_quarantined": "半数以上的行不合格，整份文件已暂存，请按明细更正后重新报送。",
    "columns_swapped": "姓名列和证件号码列像是填反了，请核对后重新报送。",
    "other_place_rows": "有多行不属于本统筹区的单位，已暂存，请核对是否混入了其他地方的人员。",
    "same_number_two_names": "同一证件号码对应了不同姓名，已暂存，请核对后确认。",
    "test_data": "含有测试数据（姓名为测试，或使用了示例证件号码），请删除测试行后重新报送。",
    "categories_unknown": "半数以上的行用的人员类别名称没有登记过，已暂存：请报送单位按约定的名称填写，"
    "或请经办机构登记这些名称（登记后自动读取）；放行则按类别未定入库。",
    "amount_scale": "多数金额与标准相差十倍、百倍、千倍或万倍，像是单位弄混了（如元和分），已暂存，请核对单位。",
    "amount_unit_unclear": "表头上方写了几种金额单位，或不是人民币，已暂存，"
    "请在金额列的列名中写明单位（如“缴费金额(元)”）后重新报送。",
    "mostly_masked": "多数证件号码被隐去了几位，请报送完整号码。",
    "wrong_mode": "文件形式与约定不符（全量名册与变动名册混淆），已暂存，请确认。",
    "gate_failed": "整份数据未通过质量检查，已暂存，请按列核对后确认。",
    # --- the row: identity
    "document_blank": "证件号码为空，请补填。",
    "document_length": "证件号码位数不对，请核对原证件。",
    "document_characters": "证件号码含有不应有的字符，请核对原证件。",
    "document_checksum": "证件号码校验位不对，请核对原证件。",
    "document_birth_date": "证件号码中的出生日期不存在，请核对原证件。",
    "document_birth_future": "证件号码中的出生日期晚于报送日期，请核对原证件。",
    "document_age": "按证件号码计算的年龄超过上限，请核对原证件。",
    "document_masked": "证件号码被隐去了几位，请报送完整号码。",
    "document_numeric_cell": "证件号码存成了数字，末几位已丢失，请把该列设为文本后重新录入。",
    "document_scientific": "证件号码成了科学计数法，末几位已丢失，请把该列设为文本后重新录入。",
    "document_rounded": "证件号码末三位为 000，像是被表格软件改动过，请核对原证件后按文本录入。",
    "document_certificate": "只有出生医学证明编号，请同时填写出生日期，或在取得身份证号后报送。",
    "document_replaced": "证件号码不能使用，已按出生医学证明编号登记，请在取得身份证号后补报。",
    "certificate_form": "出生医学证明编号应为一位大写字母加九位数字，未采用，请核对。",
    "certificate_conflict": "证件号码列和出生医学证明编号列填了两个不同的出生医学证明编号，请核对。",
    "document_upgraded": "证件号码是 15 位旧号，已按 18 位处理，请更新。",
    "document_from_certificate": "证件号码处是残疾人证号，已取其中的身份证号码；如无身份证号码列，不必更改。",
    "document_from_student_number": "证件号码处是全国学籍号，已取其中的身份证号码；如无身份证号码列，不必更改。",
    "document_centenarian": "15 位旧号的顺序码属于百岁老人专用，请核对出生年份。",
    "document_area_unknown": "证件号码的地址码不在区划表中，请核对（可能是已撤销的区划）。",
    "document_two_numbers": "同名同出生日期的人员有两个证件号码，请核对是否同一人。",
    "document_adult": "按证件号码计算的年龄与在校学生不符，请核对是否误填了监护人的证件号码。",
    "document_two_names": "同一证件号码对应了不同姓名，请核对。",
    "name_blank": "姓名为空，请补填。",
    "name_length": "姓名过长，请核对。",
    "name_characters": "姓名含有乱码、代替缺字的符号（如“？”“□”）、控制字符或表情符号，请核对并填写完整姓名。",
    "name_masked": "姓名中有星号、“某”等遮盖，像是被隐去了几个字，请报送完整姓名。",
    "name_missing": "姓名处写的不是姓名（如“无”“同上”，或只有数字、符号），请填写本人姓名。",
    "name_and_more": "姓名处像是写了几个人，或加了说明（如“等3人”“已故”），请核对；一行只填一人，说明请写在备注列。",
    "name_signs": "姓名中有数字或符号（如“张三1”“张三-”），请核对，填写证件上的姓名。",
    "name_placeholder": "姓名处像是代称或空值（如“无名氏”“NULL”），已按所写登记，请核对是否为证件上的姓名。",
    "name_variant": "姓名含有繁体字或异体字，请核对是否与证件一致。",
    "name_rare_glyph": "姓名含有自造字或拼字符号（如“⿰”），请改用标准汉字。",
    "sex_unknown": "性别无法识别，请填“男”或“女”。",
    "sex_mismatch": "性别与证件号码不一致，请核对。",
    "birth_mismatch": "出生日期与证件号码不一致，请核对。",
    # --- the delivery, compared with what came before; pipeline/intake/history_checks.py gives the figures
    "same_name_other_content": "同一所属期、同一版次已收过同名文件而内容不同，已暂存；若为更正，请将版次加一重报。",
    "corrects_published": "本版更正的名单已用于发布的报表，已暂存，由经办机构核定是否按本版更正。",
    "replaces_parts": "本版所替换的一版由几份报送组成，已暂存；若只更正其中一份，请把各份合并后以更高版次重报。",
    "change_as_full": "全量名单人数极少，疑为变动名单误作全量报送，已暂存；若为变动名单，请按变动方式重报。",
    "full_as_change": "变动名单新增的人员多数已在名单上，疑为全量名单误作变动报送，已暂存；"
    "若为全量，请按全量方式重报。",
    "list_shrank": "全量名单的人数比此前减少过多，已暂存，请核对是否漏报或为分批报送。",
    "list_grew": "全量名单的人数比此前增加过多，已暂存，请核对是否误报。",
    "recognised_after_death": "有人员的认定日期在已报送的死亡日期之后，已暂存，请核实是否同一人；"
    "确已死亡的减去后重报。",
    "unit_unstated": "变动名单没有单位，其中有人员以前也没有单位，已暂存，请补报所属乡镇后重报。",
    "paid_elsewhere": "有人员已在其他地方缴纳同一年度的费用，已暂存，请核实参保地。",
    "receipt_cancelled": "按状态列不计入的行，其凭证号此前已按实收入库，已暂存；"
    "确已冲销的，请报送冲正行，确未冲销的，请更正状态。",
    "feed_day_missing": "此前有流水尚未收到，本日流水已暂存，请补报；补齐后自动入库。",
    # --- the row: whether it counts
    "state_unknown": "该行的状态无法识别，未计入，请核对状态列的写法，在反馈工作簿“逐行结果”中改正该列后报回，"
    "或更正名单后以更高版次报送。",
    "state_undecided": "该行的状态需要人工核定，未计入，请核实：应计入的，在反馈工作簿“逐行结果”中改写该列后报回，"
    "或更正名单后以更高版次报送；不应计入的不必更正，放行后也不计入。",
    "end_missing": "该行的参保状态是暂停或终止，却没有终止日期，未计入，请补填暂停（终止）日期。",
    # --- the row: its household
    "household_persons_missing": "有的户只写了部分人员（人数少于保障人口或家庭人数，如只有户主），已暂存，"
    "请补报每一名人员的姓名和证件号码；确实无误的请说明。",
    "household_count_unknown": "有的户没有写明人数，无法核对是否只写了户主，已暂存，请补填保障人口数。",
    "household_persons_more": "该户写明的人员多于保障人口数，已按所列人员全部计入，请核对是否都是保障人员。",
    "household_size_differs": "该户的家庭人数与所列人员数不一致，请核对是否漏报。",
    "members_differ": "一格里姓名的个数与证件号码的个数不一致，无法一一对应，请核对后逐人填写。",
    "members_too_many": "一格里写了十名以上的成员，系统无法拆分，请逐人分行填写。",
    # --- the row: its values
    "row_fields": "该行的列数与表头不一致，请检查分隔符或换行。",
    "cell_error": "单元格是错误值（如 #N/A），请更正公式或填写数值。",
    "cell_date": "该列应为文本，单元格却被表格软件改成了日期（如 3-5 变成 3月5日），请把该列设为文本后重新填写。",
    "cell_number_format": "该列应为文本，单元格却是用数字格式补零或加字显示的数字，系统无法确定其内容，"
    "请把该列设为文本后重新填写。",
    "cell_merged": "该单元格与上一行合并，系统无法确定其内容，请取消合并后逐行填写。",
    "cell_characters": "单元格含有控制字符，请清除后重新填写。",
    "cell_undecodable": "单元格里有一个字的编码已损坏，无法识别，请按原件更正后重新导出。",
    "cell_length": "单元格内容过长，请核对。",
    "unit_unknown": "单位不在本统筹区的单位表中，请按规范名称填写。",
    "unit_blank": "单位为空，请补填。",
    "region_blank": "职工医保的参保地（统筹区、所属区划）为空，无法判断是否在本统筹区参保，未计入，请补填。",
    "region_unknown": "统筹区不在行政区划表中，按参保地在外地处理；如在本统筹区，请按规范名称填写。",
    "village_unclear": "村居栏不是村或社区的名称，未采用；不影响本人的参保和资助。",
    "ditto_filled": "“同上”已按上一行的内容读取，请核对；今后请逐行填写。",
    "ditto_unclear": "写的是“同上”，但上一行不是数据行，或名册经过筛选、排序，无法确定其内容，请逐行填写。",
    "date_blank": "日期为空，请补填。",
    "date_format": "日期格式无法识别，请写成 年-月-日。",
    "date_ambiguous": "日期有两种读法（月日顺序或两位年份），请写成四位年份的 年-月-日。",
    "date_impossible": "日期不存在，请核对。",
    "date_out_of_range": "日期过早或晚于报送日期，请核对。",
    "date_period": "日期只写到年、月或旬，已按该时段的最后一天（尚未到的按报送日）处理，请补全日期。",
    "date_next_day": "日期列都写成前一天的 16:00（或 15:00），是程序按格林尼治时间写的当天零点，已按后一天读取，"
    "请核对并更正导出程序。",
    "change_two_days": "变更类别的行写了两个不同的日期，无法确定原类别何时终止，请只写变更的日期。",
    "date_order": "结束日期早于开始日期，请核对。",
    "collected_after_received": "缴费日期晚于入库日期，请核对。",
    "amount_blank": "金额为空，请补填。",
    "amount_format": "金额格式不对，请用阿拉伯数字按元填写，最多两位小数。",
    "amount_negative": "个人缴费金额不能小于零，请核对。",
    "claim_not_positive": "代缴金额应大于零；更正以前的请款，请把整份名单改正后以更高版次重报。",
    "claim_repeated": "与名单中另一行完全相同，两行的金额都已计入，请核对是否重复请款。",
    "amount_unusual": "金额不在本年度缴费标准之列，请核对。",
    "amount_not_positive": "金额应大于零；如是冲正、退费，请在“原凭证号”列填写被冲正的凭证号，金额填负数。",
    "reversal_not_negative": "填写了“原凭证号”的是冲正行，金额应为负数；如是正常缴费，请清空“原凭证号”。",
    "plan_year_unknown": "缴费年度无法识别，请填四位年份。",
    "plan_year_period": "费款所属期不是一个完整的年度（1月至12月），请核对。",
    "plan_year_differs": "费款所属期不在所填的缴费年度之内，请核对。",
    "plan_year_not_payable": "缴费年度不在可缴年度内，请核对。",
    "category_blank": "人员类别为空，请补填。",
    "category_unknown": "人员类别无法识别，请按约定的类别名称填写。",
    "category_undefined": "人员类别不在政策的类别表中，按类别未定处理，待认定。",
    "category_grade": "人员类别处只写了保障等级（如 A类、全额），请填写类别名称。",
    "tick_unknown": "类别列里的标记无法识别，请用“√”表示属于该类别，否则留空。",
    "category_not_ticked": "资助参保身份所在的类别列没有打勾，已一并读取，请核对。",
    "grade_unknown": "残疾等级无法识别，请填一级至四级。",
    "grade_differs": "残疾等级与残疾人证号的第20位不一致，请核对。",
    "disability_kind_differs": "残疾类别与残疾人证号的第19位不一致，请核对。",
    "student_number_differs": "学籍号（G加身份证号）里的身份证号码与证件号码不一致，其中一个是别人的，请核对原证件。",
    "entry_kind_unlisted": "记账类型无法识别，请填“缴费”“冲正”或“退费”。",
    "item_unlisted": "更正事项无法识别，请填“姓名”“证件号码”“所属单位”“人员类别”等，具体内容写在备注列。",
    "op_unknown": "变动类型无法识别，请填“新增”“减少”或“死亡”。",
    "receipt_blank": "凭证号为空，请补填。",
    "receipt_conflict": "同一凭证号对应了不同内容，请核对后更正。",
    "household_numeric_cell": "户号存成了数字，末几位可能已丢失，请把该列设为文本后重新导出。",
    "receipt_numeric_cell": "凭证号存成了数字，末几位可能已丢失，请把该列设为文本后重新导出。",
    "paid_after_death": "缴费日期晚于已报送的死亡日期，请核实；确已死亡的请办理退费。",
    "paid_in_other_campaign": "该人员在本地另一年度的参保缴费活动中已缴纳同一年度的费用，请核实；"
    "确属重复缴费的请办理退费。",
    "channel_blank": "缴费渠道为空，请补填。",
    "collector_no_code": "收款人编号应为不超过3位字母加不超过6位数字（如C-01），统计中按“未编号”，"
    "请勿填写姓名、电话或证件号码。",
    "channel_unlisted": "缴费渠道的写法无法识别，统计中按“其他渠道”，请核对该列是否填错。",
    "batch_unlisted": "请款批次的写法无法识别，统计中按“其他批次”，请核对该列是否填错。",
    "measure_unlisted": "指标的写法无法识别，统计中按“未登记指标”，请核对该列是否填错。",
    "source_unlisted": "来源的写法无法识别，报表中按“其他来源”，请写文件名称或单位名称。",
    "yes_no_unknown": "该列只能填“是”或“否”。",
    "reason_unlisted": "未参保原因不在约定的用语中，请选填异地职工、参军、自愿放弃、其他原因等，详情写在备注列。",
    "reason_blank": "未参保原因没有填写，本行没有登记，请核实后补报。",
    "person_unknown": "底册、各部门名单和缴费记录中都没有这个人，本行没有登记，请核对证件号码，或先补入底册。",
    "late_reason_unlisted": "中途参保原因为空，或不在通知列明的情形中，请按通知的情形填写。",
    "late_proof_blank": "该原因需要证明材料，请补填证明材料的名称。",
    "reason_of_enrolled": "按现有记录此人已参保，与所填的未参保原因不符，请核对；所填原因不影响参保。",
    "reason_not_enrolled": "所填为本地居民，但没有此人的参保记录，请核对是否已缴费；缴费到账后自动计为参保。",
    "payer_unknown": "资金渠道无法识别，请按结算函填写资金渠道的名称。",
    "batch_no_format": "结算批次无法识别，请按结算函填写批次，如“第1批”或“1”。",
    "list_no_format": "清单序号无法识别，请按应缴清单填写，如“第3号”或“3”。",
    "persons_blank": "行数为空，请填写实际导入的行数，没有变动的清单填0。",
    "checksum_format": "校验码应为所导入文件的sha256（64位十六进制字符），请核对。",
    "acknowledgement_conflict": "同一清单同一天有内容不同的回执，请核对后只保留一行。",
    "measure_blank": "指标为空，请补填。",
    "measure_conflict": "同一单位同一指标出现了不同人数，请核对。",
    "persons_format": "人数应为不带小数的非负整数，请核对。",
    "status_unknown": "状态无法识别，请按约定的状态填写。",
    "source_blank": "来源为空，请补填。",
    # --- warnings about the delivery, which is loaded
    "extra_column": "有模板之外的列，未读取。",
    "form_differs": "文件格式与约定不同，已按实际格式读取。",
    "formula_cells": "含有公式单元格，已按其计算结果读取。",
    "hidden_rows": "有隐藏的行或正在筛选，隐藏的行也已读取，请核对。",
    "hidden_columns": "有隐藏的列，隐藏的列也已读取，请核对。",
    "external_links": "文件带有外部链接或数据透视缓存，未读取，请核对数值是否为最新。",
    "example_sheet": "有标明为示例、样表或填写说明的工作表，其中的人员未读取，请核对。",
    "title_inside": "该行是表中间的标题或说明，未读取，其下各行已按各列的内容读取，请核对。",
    "sheet_auxiliary": "有工作表没有应报的列，也没有其他表之外的人员，未读取，请核对（汇总、字典、说明等不必报送）。",
    "example_row": "该行标明是示例，未计入，请删除示例行。",
    "form_sheet": "工作表名像是模板，已按正式数据读取，请核对。",
    "row_not_counted": "按状态列，该行不计入（如被冲销、未缴费、注销、暂停），未读取。",
    "row_without_category": "该行写明不属于需要报送的类别（如一般农户、未享受），未读取。",
    "row_without_person": "该行只预填了类别、单位、日期等，没有姓名和证件号码，未计入，请核对是否漏填。",
    "client_lines": "文件末尾有数据库工具的提示行（如“3 rows selected”），未读取，请导出时去掉。",
    "row_ends_missing": "有行的末尾少了分隔符，缺的都是可以空着的列，已按空白读取，请核对。",
    "unread_undecodable": "该行有一个字的编码已损坏，在不读取的列里，不影响该行，请核对。",
    "serial_broken": "序号不连续或重新开始，请核对是否缺行或重复。",
    "total_differs": "合计行的人数与明细行数不一致，请核对。",
    "control_unverified": "有金额无法识别，末行合计金额未能核对。",
}


_DRAFT_LAYOUT = "可由文件起草版式：campaign layout new 文件 --source {source} --pack {pack}，核对后自动读取。"
_DRAFT_AND_READ_AGAIN = (
    "可由文件起草版式：campaign layout new 文件 --source {source} --pack {pack}，核对后 campaign reread。"
)
_RAISE_LIMIT = "可请报送单位分批报送，或提高 CAMPAIGN_{setting} 后 campaign reread。"
_LIMITS = {
    "file_slow": _RAISE_LIMIT.replace("{setting}", "DELIVERY_SECONDS"),
    "file_memory": _RAISE_LIMIT.replace("{setting}", "DELIVERY_MEMORY_MB"),
    "file_too_large": _RAISE_LIMIT.replace("{setting}", "DELIVERY_MB"),
}
_PROCESS_NOW = "下一个业务日自动处理；今天就要处理：{run} --postponed"
NEXT_STEPS_ZH: dict[str, dict[str, str]] = {
    "held": {"layout_unknown": _DRAFT_LAYOUT, **_LIMITS},
    "landed": dict.fromkeys(("sender_bytes", "sender_seconds"), _PROCESS_NOW),
    "rejected": dict.fromkeys(("layout_unknown", "header_unknown", "column_missing"), _DRAFT_AND_READ_AGAIN),
}
"""State of a delivery -> reason code -> what the office itself can do; with places for source, pack and run command."""


@dataclass(frozen=True)
class Reason:
    """A reason to hold or reject a delivery, with its Chinese text for the sender.

    `sheet`, `row` and `column` as the sender sees them; each is None if the reason concerns the whole file, or more
    than one of them. No value of the file is in a reason.
    """

    code: str
    message_zh: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None


class ReasonRecord(TypedDict):
    """One entry of the column `landing.delivery.reasons`: a `Reason` as JSON.

    `sheet`, `row` and `column` as the sender sees them, None if the reason is not about a single one.
    """

    code: str
    message_zh: str
    sheet: str | None
    row: int | None
    column: str | None


class ReadRefused(Exception):  # noqa: N818 - the word of the contract
    """Raised if a file cannot be read into a table; it carries the reasons for the sender.

    `hold`: True holds the delivery for a person's decision, False rejects it.
    """

    def __init__(self, *reasons: Reason, hold: bool = False) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons
        self.hold = hold


def message_zh(code: str) -> str:
    """Return the Chinese text of a reason code (`file_empty`) for the sender: the problem and the remedy.

    Raises KeyError for an unknown code: no reason is sent without a text.
    """
    return MESSAGES_ZH[code]


def next_step_zh(state: str, codes: Iterable[str], source: str, pack: str, run: str = "") -> str | None:
    """Return the Chinese text of the next step of the office for a delivery's reasons, None if there is no such step.

    `state`: `held` or `rejected`. `codes`: codes of the reasons; the first with a step decides. `source`, `pack`: codes
    of the delivery's source and of its pack, for the command that the text names. `run`: the command of the next run,
    with a date if it needs one.
    """
    steps = NEXT_STEPS_ZH.get(state, {})
    step = next((steps[code] for code in codes if code in steps), None)
    return None if step is None else step.format(source=source, pack=pack, run=run or f"campaign run --pack {pack}")


def reason(
    code: str, detail: str = "", sheet: str | None = None, row: int | None = None, column: str | None = None
) -> Reason:
    """Build a reason from its code (`file_empty`); its Chinese text is looked up. Raises KeyError for an unknown code.

    `detail`: further Chinese text that is appended, in our own words (expected columns, figures). Place as the sender
    sees it: `sheet` (第1个工作表), `row` (number) and `column` (letter); None if the reason is about the whole file (or
    sheet, or row).
    """
    return Reason(code, message_zh(code) + detail, sheet, row, column)


def refuse(
    code: str,
    detail: str = "",
    *,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    hold: bool = False,
) -> ReadRefused:
    """Build an exception with one reason, for the caller to raise: `raise refuse("file_empty")`.

    `hold`: True holds the delivery for a person's decision, False rejects it. `detail`: further Chinese text to append.
    Place as the sender sees it: `sheet` (第1个工作表), `row` (number), `column` (letter); each None if the reason
    concerns the whole file (or sheet, or row). Raises KeyError for an unknown code.
    """
    return ReadRefused(reason(code, detail, sheet, row, column), hold=hold)
