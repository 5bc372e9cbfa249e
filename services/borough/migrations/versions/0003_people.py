"""people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_letter")),
    )
    with op.batch_alter_table("mail_letter", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_letter_next_try_at"), ["next_try_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mail_letter_sent_at"), ["sent_at"], unique=False
        )

    op.create_table(
        "trail_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_head")),
    )
    op.create_table(
        "trail_row",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("act", sa.String(length=80), nullable=False),
        sa.Column("resource", sa.String(length=40), nullable=False),
        sa.Column("record", sa.String(length=120), nullable=True),
        sa.Column("purpose", sa.String(length=60), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("detail_hash", sa.String(length=64), nullable=True),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_trail_row")),
    )
    with op.batch_alter_table("trail_row", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_trail_row_act_n"), ["act", "n"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_trail_row_actor_id_n"), ["actor_id", "n"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_trail_row_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_trail_row_record_n"), ["record", "n"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_trail_row_resource_n"), ["resource", "n"], unique=False
        )

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
    with op.batch_alter_table("trail_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trail_row_resource_n"))
        batch_op.drop_index(batch_op.f("ix_trail_row_record_n"))
        batch_op.drop_index(batch_op.f("ix_trail_row_at"))
        batch_op.drop_index(batch_op.f("ix_trail_row_actor_id_n"))
        batch_op.drop_index(batch_op.f("ix_trail_row_act_n"))

    op.drop_table("trail_row")
    op.drop_table("trail_head")
    with op.batch_alter_table("mail_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_letter_sent_at"))
        batch_op.drop_index(batch_op.f("ix_mail_letter_next_try_at"))

    op.drop_table("mail_letter")
