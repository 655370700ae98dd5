"""Which feedback knows the assessment. Statements: the files beside this one."""

from pathlib import Path

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_HERE = Path(__file__).parent


def _run(name: str) -> None:
    # The driver's own execute takes several statements at once and reads no ':name' as a parameter.
    op.get_bind().connection.driver_connection.execute((_HERE / name).read_text(encoding="utf-8"))


def upgrade() -> None:
    _run("0017_up.sql")


def downgrade() -> None:
    _run("0017_down.sql")
