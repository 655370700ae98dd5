"""Invented personal names: mostly common, a few minority names with U+00B7, a few with rare four-byte characters."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SHORT = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
SURNAMES: tuple[str, ...] = (*_SHORT, "欧阳", "司马", "上官", "诸葛")
_FIRST = tuple("建国志明秀英桂兰春海永德文玉金福荣华美丽晓佳子雨思欣浩宇梓一")
_SECOND = tuple("军伟芳娜静强磊洋艳勇杰娟涛超霞平刚辉鹏飞红玲琴云波宁雪莲凤梅林祥龙斌婷怡涵轩萱晨睿")
GIVEN: tuple[str, ...] = tuple(_SECOND) + tuple(a + b for a in _FIRST for b in _SECOND)
MINORITY = ("阿依古丽·买买提", "扎西·多吉", "麦麦提·吐尔逊", "古丽娜尔·艾合买提", "才仁·卓玛", "阿卜杜拉·玉素甫")
# Each takes four bytes in GB18030: software that reads GBK only loses them.
RARE = ("\u3415", "\u3d04", "\U00020bb7", "\U0002b4ef", "\U000241fe", "\U0002b5af")


def names(rng: np.random.Generator, households: np.ndarray) -> pa.Array:
    """Draw one Chinese personal name per person; most members of a household share the surname.

    `households`: household number of each person, from 0.
    """
    count = households.size
    of_household = rng.integers(0, len(SURNAMES), int(households.max()) + 1 if count else 0, dtype=np.int16)
    surname = of_household[households] if count else of_household
    married_in = rng.random(count) < 0.35
    surname = np.where(married_in, rng.integers(0, len(SURNAMES), count), surname).astype(np.int32)
    given = rng.integers(0, len(GIVEN), count, dtype=np.int32)
    plain = pc.binary_join_element_wise(pa.array(SURNAMES).take(surname), pa.array(GIVEN).take(given), "")
    return _unusual(rng, plain, surname)


def _unusual(rng: np.random.Generator, plain: pa.Array, surname: np.ndarray) -> pa.Array:
    lot = rng.random(len(plain))
    rare_at, minority_at = np.flatnonzero(lot < 0.003), np.flatnonzero(lot > 0.998)
    rare = pc.binary_join_element_wise(
        pa.array(SURNAMES).take(surname[rare_at]), pa.array(RARE).take(rng.integers(0, len(RARE), rare_at.size)), ""
    )
    minority = pa.array(MINORITY).take(rng.integers(0, len(MINORITY), minority_at.size))
    result = pc.replace_with_mask(plain, pa.array(lot < 0.003), rare)
    return pc.replace_with_mask(result, pa.array(lot > 0.998), minority)
