"""deaths."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vault_instance",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.String(length=32), nullable=False),
        sa.Column("index_key", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_instance")),
    )
    op.create_table(
        "vault_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("instance_key", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_key")),
    )
    with op.batch_alter_table("vault_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_vault_key_instance_key"), ["instance_key"], unique=False
        )

    op.create_table(
        "deaths_received",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("summary_id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=9), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("released_by", sa.String(length=80), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "year", name=op.f("pk_deaths_received")),
    )
    with op.batch_alter_table("members_member", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("sealing_kid", sa.String(length=43), nullable=True)
        )
        batch_op.add_column(
            sa.Column("sealing_jwk", sa.JSON(none_as_null=True), nullable=True)
        )
        batch_op.add_column(sa.Column("sealing_cross_sig", sa.Text(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_members_member_sealing_kid"), ["sealing_kid"]
        )


def downgrade() -> None:
    with op.batch_alter_table("members_member", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("uq_members_member_sealing_kid"), type_="unique"
        )
        batch_op.drop_column("sealing_cross_sig")
        batch_op.drop_column("sealing_jwk")
        batch_op.drop_column("sealing_kid")

    op.drop_table("deaths_received")
    with op.batch_alter_table("vault_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vault_key_instance_key"))

    op.drop_table("vault_key")
    op.drop_table("vault_instance")
