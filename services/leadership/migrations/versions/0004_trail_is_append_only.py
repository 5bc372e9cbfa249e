"""Triggers that refuse to change or remove what the trail says."""

from alembic import op

from kit.trail import protection

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    protection.put_up(op.get_bind())


def downgrade() -> None:
    protection.take_down(op.get_bind())
