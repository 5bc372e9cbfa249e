"""people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_hat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=True),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["account_user.id"],
            name=op.f("fk_account_hat_approved_by"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["account_user.id"], name=op.f("fk_account_hat_ended_by")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["account_user.id"], name=op.f("fk_account_hat_granted_by")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_account_hat_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_hat")),
    )
    with op.batch_alter_table("account_hat", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_hat_user_id"), ["user_id"], unique=False
        )

    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hat_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_account_session_hat_id"), "account_hat", ["hat_id"], ["id"]
        )

    with op.batch_alter_table("account_user", schema=None) as batch_op:
        batch_op.drop_column("role")


def downgrade() -> None:
    with op.batch_alter_table("account_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.VARCHAR(length=40), nullable=False))

    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_account_session_hat_id"), type_="foreignkey"
        )
        batch_op.drop_column("hat_id")

    with op.batch_alter_table("account_hat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_hat_user_id"))

    op.drop_table("account_hat")
