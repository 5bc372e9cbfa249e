"""standards."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alignment_position",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("area", sa.String(length=9), nullable=False),
        sa.Column("standard_version", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "source", "standard", "number", name=op.f("pk_alignment_position")
        ),
    )
    op.create_table(
        "audits_summary",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("summary_id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=9), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("released_by", sa.String(length=80), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "version", name=op.f("pk_audits_summary")),
    )
    op.create_table(
        "consultations_consultation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("circulated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("circulated_by", sa.String(length=80), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations_consultation")),
    )
    with op.batch_alter_table("consultations_consultation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultations_consultation_standard"),
            ["standard"],
            unique=False,
        )

    op.create_table(
        "programme_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreed_as", sa.String(length=40), nullable=True),
        sa.Column("lane", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("owner_post", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_row")),
        sa.UniqueConstraint("agreed_as", name=op.f("uq_programme_row_agreed_as")),
    )
    op.create_table(
        "training_assumption",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_training_assumption")),
    )
    op.create_table(
        "training_summary",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("summary_id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=9), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("released_by", sa.String(length=80), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "source", "period", "version", name=op.f("pk_training_summary")
        ),
    )
    op.create_table(
        "consultations_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=12), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("taken_up", sa.Boolean(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations_consultation.id"],
            name=op.f("fk_consultations_comment_consultation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations_comment")),
    )
    with op.batch_alter_table("consultations_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultations_comment_consultation_id"),
            ["consultation_id"],
            unique=False,
        )

    op.create_table(
        "consultations_response",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("approved_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations_consultation.id"],
            name=op.f("fk_consultations_response_consultation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "consultation_id", "source", name=op.f("pk_consultations_response")
        ),
    )
    with op.batch_alter_table("standards_version", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "items", sa.JSON(), server_default=sa.text("'[]'"), nullable=False
            )
        )
        batch_op.add_column(
            sa.Column(
                "removed", sa.JSON(), server_default=sa.text("'[]'"), nullable=False
            )
        )
        batch_op.add_column(
            sa.Column(
                "revision", sa.Integer(), server_default=sa.text("1"), nullable=False
            )
        )
        batch_op.add_column(sa.Column("changed_by", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "out_for_comments",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("standards_version", schema=None) as batch_op:
        batch_op.drop_column("out_for_comments")
        batch_op.drop_column("changed_by")
        batch_op.drop_column("revision")
        batch_op.drop_column("removed")
        batch_op.drop_column("items")

    op.drop_table("consultations_response")
    with op.batch_alter_table("consultations_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultations_comment_consultation_id"))

    op.drop_table("consultations_comment")
    op.drop_table("training_summary")
    op.drop_table("training_assumption")
    op.drop_table("programme_row")
    with op.batch_alter_table("consultations_consultation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultations_consultation_standard"))

    op.drop_table("consultations_consultation")
    op.drop_table("audits_summary")
    op.drop_table("alignment_position")
