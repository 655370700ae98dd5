"""Values of the five places whose notices the packs encode."""

from simulation.localities.dongan import DONGAN
from simulation.localities.hefei import HEFEI
from simulation.localities.heyuan import HEYUAN
from simulation.localities.kaijiang import KAIJIANG
from simulation.localities.zhaoqing import ZHAOQING

PLACES = {place.rules.pack_code: place for place in (HEYUAN, KAIJIANG, HEFEI, ZHAOQING, DONGAN)}
PACKS_WITH_REAL_FORMS = tuple(code for code, place in PLACES.items() if place.address)
