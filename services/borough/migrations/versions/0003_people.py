"""people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figures_edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures_edition")),
    )
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
        "throttle_guess",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("block", sa.String(length=64), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_throttle_guess")),
    )
    with op.batch_alter_table("throttle_guess", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_throttle_guess_block_tried_at"),
            ["block", "tried_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_throttle_guess_tried_at"), ["tried_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_throttle_guess_who_tried_at"),
            ["who", "tried_at"],
            unique=False,
        )

    op.create_table(
        "throttle_known_block",
        sa.Column("block", sa.String(length=64), nullable=False),
        sa.Column("last_good_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("block", name=op.f("pk_throttle_known_block")),
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
        "trail_peer_head",
        sa.Column("member", sa.String(length=40), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member", "n", name=op.f("pk_trail_peer_head")),
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
        "trail_signed_head",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_trail_signed_head")),
    )
    op.create_table(
        "trail_witness",
        sa.Column("member", sa.String(length=40), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member", name=op.f("pk_trail_witness")),
    )
    op.create_table(
        "access_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("resource", sa.String(length=40), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=80), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_access_assignment_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_assignment")),
    )
    with op.batch_alter_table("access_assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_access_assignment_user_id_resource_record"),
            ["user_id", "resource", "record"],
            unique=False,
        )

    op.create_table(
        "access_conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("resource", sa.String(length=40), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_access_conflict_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_conflict")),
    )
    with op.batch_alter_table("access_conflict", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_access_conflict_user_id_resource_record"),
            ["user_id", "resource", "record"],
            unique=False,
        )

    op.create_table(
        "access_emergency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("resource", sa.String(length=40), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_access_emergency_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_emergency")),
    )
    with op.batch_alter_table("access_emergency", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_access_emergency_user_id_resource_record"),
            ["user_id", "resource", "record"],
            unique=False,
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

    op.create_table(
        "account_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("agency", sa.String(length=60), nullable=True),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["account_user.id"],
            name=op.f("fk_account_invitation_approved_by"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["account_user.id"],
            name=op.f("fk_account_invitation_invited_by"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_account_invitation_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"],
            ["account_user.id"],
            name=op.f("fk_account_invitation_withdrawn_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_invitation")),
        sa.UniqueConstraint(
            "token_hash", name=op.f("uq_account_invitation_token_hash")
        ),
    )
    with op.batch_alter_table("account_invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_invitation_email"), ["email"], unique=False
        )

    op.create_table(
        "account_recovery_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("finder", sa.String(length=4), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account_user.id"],
            name=op.f("fk_account_recovery_code_user_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_recovery_code")),
        sa.UniqueConstraint(
            "user_id", "finder", name=op.f("uq_account_recovery_code_user_id_finder")
        ),
    )
    op.create_table(
        "account_reset_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_account_reset_link_user_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_reset_link")),
    )
    with op.batch_alter_table("account_reset_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_reset_link_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "account_second_step",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=True),
        sa.Column("waiting_secret", sa.String(length=200), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account_user.id"],
            name=op.f("fk_account_second_step_user_id"),
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_account_second_step")),
    )
    op.create_table(
        "account_step_reset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("checked", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["account_user.id"],
            name=op.f("fk_account_step_reset_asked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["account_user.id"],
            name=op.f("fk_account_step_reset_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_account_step_reset_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_step_reset")),
    )
    with op.batch_alter_table("account_step_reset", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_step_reset_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "account_unsaved_text",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("locked", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account_user.id"],
            name=op.f("fk_account_unsaved_text_user_id"),
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_account_unsaved_text")),
    )
    op.create_table(
        "digest",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_digest_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", "week", name=op.f("pk_digest")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("href", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_notice_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_user_id_read_at_at"),
            ["user_id", "read_at", "at"],
            unique=False,
        )

    op.create_table(
        "notice_preference",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("delivery", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_notice_preference_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_preference")),
    )
    op.create_table(
        "openid_identity",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_openid_identity_user_id")
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_openid_identity")),
        sa.UniqueConstraint(
            "user_id", "issuer", name=op.f("uq_openid_identity_user_id_issuer")
        ),
    )
    op.create_table(
        "performance_supplier",
        sa.Column("indicator", sa.String(length=12), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("indicator", name=op.f("pk_performance_supplier")),
    )
    with op.batch_alter_table("account_guess", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_guess_address_hash_tried_at"))

    op.drop_table("account_guess")
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hat_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("public_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("device", sa.String(length=60), nullable=True))
        batch_op.add_column(
            sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("second_step_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_account_session_hat_id"), "account_hat", ["hat_id"], ["id"]
        )

    # Who had a role keeps it as a first hat; the account's own id serves as the hat's.
    op.execute(
        "INSERT INTO account_hat"
        " (id, user_id, role, from_on, granted_at, needs_approval)"
        " SELECT id, id, role,"
        " CURRENT_DATE, created_at, false"
        " FROM account_user"
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
        batch_op.drop_column("second_step_at")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("device")
        batch_op.drop_column("public_id")
        batch_op.drop_column("hat_id")

    op.create_table(
        "account_guess",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_hash", sa.VARCHAR(length=64), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_guess")),
    )
    with op.batch_alter_table("account_guess", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_guess_address_hash_tried_at"),
            ["address_hash", "tried_at"],
            unique=False,
        )

    op.drop_table("performance_supplier")
    op.drop_table("openid_identity")
    op.drop_table("notice_preference")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_user_id_read_at_at"))

    op.drop_table("notice")
    op.drop_table("digest")
    op.drop_table("account_unsaved_text")
    with op.batch_alter_table("account_step_reset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_step_reset_user_id"))

    op.drop_table("account_step_reset")
    op.drop_table("account_second_step")
    with op.batch_alter_table("account_reset_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_reset_link_user_id"))

    op.drop_table("account_reset_link")
    op.drop_table("account_recovery_code")
    with op.batch_alter_table("account_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_invitation_email"))

    op.drop_table("account_invitation")
    with op.batch_alter_table("account_hat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_hat_user_id"))

    op.drop_table("account_hat")
    with op.batch_alter_table("access_emergency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_emergency_user_id_resource_record"))

    op.drop_table("access_emergency")
    with op.batch_alter_table("access_conflict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_conflict_user_id_resource_record"))

    op.drop_table("access_conflict")
    with op.batch_alter_table("access_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_assignment_user_id_resource_record"))

    op.drop_table("access_assignment")
    op.drop_table("trail_witness")
    op.drop_table("trail_signed_head")
    with op.batch_alter_table("trail_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trail_row_resource_n"))
        batch_op.drop_index(batch_op.f("ix_trail_row_record_n"))
        batch_op.drop_index(batch_op.f("ix_trail_row_at"))
        batch_op.drop_index(batch_op.f("ix_trail_row_actor_id_n"))
        batch_op.drop_index(batch_op.f("ix_trail_row_act_n"))

    op.drop_table("trail_row")
    op.drop_table("trail_peer_head")
    op.drop_table("trail_head")
    op.drop_table("throttle_known_block")
    with op.batch_alter_table("throttle_guess", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_throttle_guess_who_tried_at"))
        batch_op.drop_index(batch_op.f("ix_throttle_guess_tried_at"))
        batch_op.drop_index(batch_op.f("ix_throttle_guess_block_tried_at"))

    op.drop_table("throttle_guess")
    with op.batch_alter_table("mail_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_letter_sent_at"))
        batch_op.drop_index(batch_op.f("ix_mail_letter_next_try_at"))

    op.drop_table("mail_letter")
    op.drop_table("figures_edition")
