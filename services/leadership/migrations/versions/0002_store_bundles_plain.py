"""Store bundles uncompressed on PostgreSQL: they are signed base64, and many."""

from alembic import op

from kit.exchange.model import BUNDLE_TABLES, STORE_PLAIN

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _set(STORE_PLAIN)


def downgrade() -> None:
    _set(STORE_PLAIN.replace("EXTERNAL", "EXTENDED"))


def _set(statement: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in BUNDLE_TABLES:
            op.execute(statement % {"table": table})
