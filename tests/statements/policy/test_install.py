"""The real tables take the compiled rows of every pack, with all their constraints, and give them back unchanged."""

from sqlalchemy import text

from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from tests.support.packs.changed_packs import PACKS
from transforms.policy import campaign_id, compile_pack
from warehouse import engine


def test_the_warehouse_takes_all_five_packs_and_gives_the_same_rows_back(settings: Settings) -> None:
    compared = 0
    with engine.create(settings.warehouse_url("owner")).begin() as conn:
        for code in PACKS:
            pack = registry.load(settings, code)
            assert install.ensure_installed(conn, pack)
            for table, rows in compile_pack(pack).items():
                query = text(f"SELECT * FROM {table} WHERE campaign_id = :campaign_id")
                found = conn.execute(query, {"campaign_id": campaign_id(code)}).mappings()
                assert sorted(map(_text, map(dict, found))) == sorted(map(_text, rows)), table
                compared += len(rows)
        assert not install.ensure_installed(conn, registry.load(settings, PACKS[0]))
    assert compared > 400


def _text(row: dict[str, object]) -> str:
    return repr(sorted(row.items()))
