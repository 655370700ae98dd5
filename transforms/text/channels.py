"""Ways of payment in a tax feed: words of the trade stay as written, any other text is the same other way.

Reports and marts show the way of payment, and a sender may have typed anything into that cell, a name among it.
"""

from __future__ import annotations

from transforms.text.vocabulary import Vocabulary

OTHER_CHANNEL = "其他渠道"
_PLACES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕秦甘陇青宁新天府"
_WORDS = (
    "微信|支付宝|云闪付|银联|数字人民币|人民币|翼支付|和包|手机|电话|电子|网上|网络|网|线上|线下|智能|移动|互联网|掌上|掌|云|一网通办|政务|"
    "app|pos|atm|ic|e|小程序|公众号|服务号|生活号|生活|城市服务|服务|客户端|平台|系统|门户|网站|一体机|自助|终端|机|二维码|扫码|聚合|支付|"
    "国税|地税|税务|税|社保|医保|人社|社会|保险|费|基金|居民|城乡|办税|征收|征缴|缴费|缴纳|缴税|收费|收款|申报|上门|集中|批量|批扣|单位|个人|灵活|"
    "农业|农村|农商|农信|工商|建设|中国|交通|邮政|邮储|储蓄|信用社|信用|商业|合作|银行|柜面|柜台|柜|窗口|大厅|厅|厅堂|营业|网点|助农|取款|点|"
    "现金|转账|汇款|划账|划拨|刷卡|卡|存折|票据|支票|委托|授权|协议|三方|签约|代收|代扣|代缴|代征|代办|代理|直缴|"
    "乡镇|街道|镇|乡|村级|村居|村委会|居委会|村民|委员会|村|社区|居|学校|高校|大学|院校|学院|校|园|企业|县|市|省|区|局|所|科|分局|站|中心|方式|渠道|其他|其它|"
    "财政|补助|资助|统一|统筹|专户|国库|入库|直接|通|宝|付|码|的|和|与|或|及|、|,|/|-|(|)|+"
)
_KNOWN = Vocabulary((*_PLACES, *_WORDS.split("|")))


def is_known_channel(text: str) -> bool:
    """Return whether a text consists of words of the trade alone, such as 村级代收现金 or 湘税社保APP."""
    return _KNOWN.covers(text)
