"""The baseline: the schema as `sql/schema/` writes it, one file a schema (large schemas: several files, by subject).

Until the first release the files are edited in place, and a changed file makes a new warehouse. After the release every
change is a migration of its own. A migration that changes how facts are read must queue every person
(`core.changed_person`), because `core.trait` keeps what the facts state and is updated only for queued persons.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA_FOLDER = Path(__file__).resolve().parents[2] / "schema"
# In the order of their references: views of the vault read core and landing.
FILES = (
    *(
        "policy",
        "landing",
        "core",
        "reversals",
        "core_results",
        "receipts",
        "requests",
        "reconciliation",
        "as_known",
        "vault",
    ),
    *("ledger", "refunds", "staging", "staging_facts", "staging_judgement"),
)


def upgrade() -> None:
    """Create every schema but those of marts, whose views are created after each migration."""
    for name in FILES:
        _run((SCHEMA_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Drop every schema with everything that was loaded."""
    _run("DROP SCHEMA IF EXISTS mart_office, mart, mart_case CASCADE")
    _run("DROP SCHEMA staging, ledger, vault, core, landing, policy CASCADE")


def _run(statements: str) -> None:
    # The driver's own execute takes several statements at once and reads no ':name' as a parameter.
    op.get_bind().connection.driver_connection.execute(statements)
