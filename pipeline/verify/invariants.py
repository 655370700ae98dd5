"""Check the invariants of the warehouse: each is a statement under `sql/verify/` that counts violations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from sqlalchemy import Connection

from pipeline.identity import keys
from pipeline.policy import corrections
from pipeline.publish import publications, reports
from pipeline.publish.definition import Role
from pipeline.publish.manifest import Publication
from pipeline.runtime import content_store, database
from pipeline.runtime.database import loader, publisher
from pipeline.runtime.settings import Settings
from transforms.policy import campaign_id
from warehouse import statements
from warehouse.statements import Query

INVARIANTS = {
    "verify/events_sum_to_state": "每个人的事件合计等于其现状",
    "verify/postings_balance": "收到的钱加各方资助，等于缴费、退费、报销与暂挂之和",
    "verify/money_is_all_posted": "缴费凭证的每一分钱都已记账",
    "verify/feeds_are_merged": "每份缴费流水载入的笔数、金额与缴费凭证一致",
    "verify/gaps_equal_receipts": "税务对账单与缴费凭证的差异都已列出，且没有多列",
    "verify/totals_equal_events": "报表所读的合计等于事件",
    "verify/coverage_totals_equal_events": "特殊人群的合计等于其事件",
    "verify/coverage_changes_equal_dues": "待遇起始日的每次变化留有记录，最新的与核定一致",
    "verify/due_lists_equal_dues": "各期应缴清单合起来，税务可征收的正是核定应缴的",
    "verify/situations_equal_results": "每种情形的结果数等于核定结果，每种情形有说明",
    "verify/one_enrolment": "同一年度、同一地方，一人只参保一次",
    "verify/links_lead_to_one": "并入他人的号码不再另算一人，且只归一人",
    "verify/amounts_are_sound": "金额没有负数、都有依据，规则未定的不写成数",
    "verify/queue_is_empty": "核定没有漏人",
    "verify/versions_are_kept": "用过的每一版政策包都留有全文",
    "verify/corrections_equal_ledger": "政策包更正所说的变化，与为它记的账一致",
    "verify/refunds_equal_ledger": "每批退费清单各单位累计应退未退的金额，等于账上待退",
}


PUBLICATIONS = Query("verify/publications", Publication)


@dataclass(frozen=True)
class Finding:
    """One invariant, its meaning in Chinese, and how many persons, lines or files break it (0 = it holds)."""

    invariant: str
    meaning: str
    problems: int


def run(settings: Settings, pack_code: str) -> list[Finding]:
    """Check every invariant of one campaign; return one finding for each, also for those that hold. Changes nothing.

    A finding states the invariant, its meaning in Chinese, and the number of violations (0: it holds). The last two
    findings make every published file again, and compare each publication with its version of the pack.
    """
    keys.check_known(settings)
    number = campaign_id(pack_code)
    findings = []
    with loader(settings).connect() as conn:
        for name, meaning in INVARIANTS.items():
            problems = int(statements.run(conn, name, campaign_id=number).scalar_one())
            findings.append(Finding(name.removeprefix("verify/"), meaning, problems))
    findings.append(
        Finding(
            "published_equals_ledger",
            "已发布的每个文件都能按账逐字节重做",
            _files_that_differ(settings, number),
        )
    )
    findings.append(
        Finding(
            "published_by_its_version",
            "每次发布的名称、目标和单位，与其注明的政策包版本一致",
            _publications_of_another_version(settings, number),
        )
    )
    return findings


def _publications_of_another_version(settings: Settings, campaign: int) -> int:
    """Count publications whose part of the pack differs from the kept version that they state.

    Publications with a version that was never kept are left out.
    """
    with loader(settings).connect() as conn:
        published = PUBLICATIONS.all(conn, campaign_id=campaign)
        versions = {publication.manifest["pack_version"] for publication in published}
        packs = {version: corrections.load_version(conn, campaign, version) for version in versions}
    return sum(
        not reports.find(publication.report).agrees_with_pack(publication.manifest["snapshot"], pack)
        for publication in published
        if (pack := packs[publication.manifest["pack_version"]]) is not None
    )


def _files_that_differ(settings: Settings, campaign: int) -> int:
    """Count published files that have other bytes if they are made again from the ledger and the manifest.

    A list of persons counts if its figures differ: a name that was corrected since differs, and is no fault.
    """
    with publisher(settings).connect() as conn:
        published = PUBLICATIONS.all(conn, campaign_id=campaign)
    differing = 0
    for role in get_args(Role):
        of_role = [publication for publication in published if reports.find(publication.report).role == role]
        with database.as_role(settings, role).connect() as conn:
            for publication in of_role:
                if _is_list(publication):
                    differing += not publications.states_its_figures(conn, publication)
                else:
                    differing += _differing_files(conn, settings, publication)
    return differing


def _is_list(publication: Publication) -> bool:
    return reports.find(publication.report).store == "lists"


def _differing_files(conn: Connection, settings: Settings, publication: Publication) -> int:
    remade = publications.remade_files(conn, settings, publication)
    sha256_of = {name: content_store.digest_of(content) for name, content in remade.items()}
    return sum(sha256_of.get(file["name"]) != file["sha256"] for file in publication.manifest["files"])
