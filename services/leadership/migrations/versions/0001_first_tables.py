"""first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_guess",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_guess")),
    )
    with op.batch_alter_table("account_guess", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_guess_address_hash_tried_at"),
            ["address_hash", "tried_at"],
            unique=False,
        )

    op.create_table(
        "account_user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_user")),
        sa.UniqueConstraint("email", name=op.f("uq_account_user_email")),
    )
    op.create_table(
        "exchange_lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_exchange_lease")),
    )
    op.create_table(
        "exchange_numbered",
        sa.Column(
            "outbox_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_exchange_numbered")),
    )
    op.create_table(
        "exchange_outbox",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("stream", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("correlation_id", sa.String(length=64), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_outbox")),
    )
    with op.batch_alter_table("exchange_outbox", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exchange_outbox_correlation_id"),
            ["correlation_id"],
            unique=False,
        )

    op.create_table(
        "exchange_received_bundle",
        sa.Column("stream", sa.String(length=100), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_chain", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "stream", "epoch", "first", name=op.f("pk_exchange_received_bundle")
        ),
    )
    op.create_table(
        "exchange_received_stream",
        sa.Column("stream", sa.String(length=100), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("stored_through", sa.BigInteger(), nullable=False),
        sa.Column("stored_hash", sa.String(length=64), nullable=False),
        sa.Column("applied_through", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("frozen", sa.String(length=40), nullable=True),
        sa.Column("resend_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_exchange_received_stream")),
    )
    op.create_table(
        "exchange_refusal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=100), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_refusal")),
    )
    with op.batch_alter_table("exchange_refusal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exchange_refusal_reason"), ["reason"], unique=False
        )

    op.create_table(
        "exchange_registry",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_exchange_registry")),
    )
    op.create_table(
        "exchange_sent_bundle",
        sa.Column("stream", sa.String(length=100), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint(
            "stream", "epoch", "first", name=op.f("pk_exchange_sent_bundle")
        ),
    )
    with op.batch_alter_table("exchange_sent_bundle", schema=None) as batch_op:
        batch_op.create_index(
            "ix_exchange_sent_bundle_unsent",
            ["sealed_at"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        )

    op.create_table(
        "exchange_sent_receipt",
        sa.Column("stream", sa.String(length=100), nullable=False),
        sa.Column("receiver", sa.String(length=40), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("stored_through", sa.BigInteger(), nullable=False),
        sa.Column("applied_through", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "stream", "receiver", name=op.f("pk_exchange_sent_receipt")
        ),
    )
    op.create_table(
        "exchange_sent_stream",
        sa.Column("stream", sa.String(length=100), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed_through", sa.BigInteger(), nullable=False),
        sa.Column("sealed_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_exchange_sent_stream")),
    )
    op.create_table(
        "exchange_waiting_event",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("stream", sa.String(length=100), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_exchange_waiting_event")),
    )
    with op.batch_alter_table("exchange_waiting_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exchange_waiting_event_state"), ["state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_exchange_waiting_event_subject"), ["subject"], unique=False
        )

    op.create_table(
        "figures_area",
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("old_code", sa.String(length=3), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=9), nullable=True),
        sa.Column("neighbours", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_figures_area")),
    )
    with op.batch_alter_table("figures_area", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_figures_area_old_code"), ["old_code"], unique=False
        )

    op.create_table(
        "figures_indicator",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("numerator", sa.String(length=60), nullable=False),
        sa.Column("denominator", sa.String(length=60), nullable=True),
        sa.Column("denominator_lag", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("polarity", sa.String(length=40), nullable=False),
        sa.Column("supplier", sa.String(length=80), nullable=False),
        sa.Column("frequency", sa.String(length=20), nullable=False),
        sa.Column("year_end", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("disclosure_class", sa.String(length=20), nullable=False),
        sa.Column("part_of", sa.String(length=12), nullable=True),
        sa.Column("standard_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures_indicator")),
    )
    op.create_table(
        "figures_measure",
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("area", sa.String(length=9), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "measure", "area", "period", name=op.f("pk_figures_measure")
        ),
    )
    op.create_table(
        "figures_observation",
        sa.Column("indicator", sa.String(length=12), nullable=False),
        sa.Column("area", sa.String(length=9), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("numerator", sa.Double(), nullable=True),
        sa.Column("denominator", sa.Double(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "indicator", "area", "period", "origin", name=op.f("pk_figures_observation")
        ),
    )
    with op.batch_alter_table("figures_observation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_figures_observation_indicator_period"),
            ["indicator", "period"],
            unique=False,
        )

    op.create_table(
        "imports_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("problem_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports_import")),
    )
    with op.batch_alter_table("imports_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imports_import_created_at"), ["created_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_imports_import_sha256"), ["sha256"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_imports_import_state"), ["state"], unique=False
        )

    op.create_table(
        "account_session",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account_user.id"], name=op.f("fk_account_session_user_id")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_account_session")),
    )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_session_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "account_sign_in_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account_user.id"],
            name=op.f("fk_account_sign_in_link_user_id"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_sign_in_link")),
    )
    with op.batch_alter_table("account_sign_in_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_sign_in_link_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "exchange_unsealed",
        sa.Column(
            "outbox_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["outbox_id"],
            ["exchange_outbox.id"],
            name=op.f("fk_exchange_unsealed_outbox_id"),
        ),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_exchange_unsealed")),
    )
    op.create_table(
        "imports_problem",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("column", sa.String(length=120), nullable=True),
        sa.Column("found", sa.String(length=80), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports_import.id"],
            name=op.f("fk_imports_problem_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_imports_problem")),
    )
    op.create_table(
        "imports_upload",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports_import.id"],
            name=op.f("fk_imports_upload_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_imports_upload")),
    )
    op.create_table(
        "members_member",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("area_code", sa.String(length=9), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("kid", sa.String(length=43), nullable=False),
        sa.Column("jwk", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_members_member")),
        sa.UniqueConstraint("area_code", name=op.f("uq_members_member_area_code")),
        sa.UniqueConstraint("kid", name=op.f("uq_members_member_kid")),
    )
    op.create_table(
        "performance_announced",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_performance_announced")),
    )
    op.create_table(
        "performance_observation",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("indicator", sa.String(length=12), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("area", sa.String(length=9), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("numerator", sa.Double(), nullable=True),
        sa.Column("denominator", sa.Double(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("standard_version", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.String(length=80), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "source", "indicator", "period", name=op.f("pk_performance_observation")
        ),
    )
    with op.batch_alter_table("performance_observation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_performance_observation_indicator_period"),
            ["indicator", "period"],
            unique=False,
        )

    op.create_table(
        "performance_return",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=9), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("standard_version", sa.Integer(), nullable=False),
        sa.Column("first_period", sa.String(length=10), nullable=False),
        sa.Column("last_period", sa.String(length=10), nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("suppressed", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("released_by", sa.String(length=80), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "source", "return_id", name=op.f("pk_performance_return")
        ),
    )
    with op.batch_alter_table("performance_return", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_performance_return_released_at"),
            ["released_at"],
            unique=False,
        )

    op.create_table(
        "standards_version",
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint(
            "standard", "version", name=op.f("pk_standards_version")
        ),
    )


def downgrade() -> None:
    op.drop_table("standards_version")
    with op.batch_alter_table("performance_return", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_performance_return_released_at"))

    op.drop_table("performance_return")
    with op.batch_alter_table("performance_observation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_performance_observation_indicator_period"))

    op.drop_table("performance_observation")
    op.drop_table("performance_announced")
    op.drop_table("members_member")
    op.drop_table("imports_upload")
    op.drop_table("imports_problem")
    op.drop_table("exchange_unsealed")
    with op.batch_alter_table("account_sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_sign_in_link_user_id"))

    op.drop_table("account_sign_in_link")
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_session_user_id"))

    op.drop_table("account_session")
    with op.batch_alter_table("imports_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_import_state"))
        batch_op.drop_index(batch_op.f("ix_imports_import_sha256"))
        batch_op.drop_index(batch_op.f("ix_imports_import_created_at"))

    op.drop_table("imports_import")
    with op.batch_alter_table("figures_observation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_figures_observation_indicator_period"))

    op.drop_table("figures_observation")
    op.drop_table("figures_measure")
    op.drop_table("figures_indicator")
    with op.batch_alter_table("figures_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_figures_area_old_code"))

    op.drop_table("figures_area")
    with op.batch_alter_table("exchange_waiting_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_waiting_event_subject"))
        batch_op.drop_index(batch_op.f("ix_exchange_waiting_event_state"))

    op.drop_table("exchange_waiting_event")
    op.drop_table("exchange_sent_stream")
    op.drop_table("exchange_sent_receipt")
    with op.batch_alter_table("exchange_sent_bundle", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_exchange_sent_bundle_unsent",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        )

    op.drop_table("exchange_sent_bundle")
    op.drop_table("exchange_registry")
    with op.batch_alter_table("exchange_refusal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_refusal_reason"))

    op.drop_table("exchange_refusal")
    op.drop_table("exchange_received_stream")
    op.drop_table("exchange_received_bundle")
    with op.batch_alter_table("exchange_outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_outbox_correlation_id"))

    op.drop_table("exchange_outbox")
    op.drop_table("exchange_numbered")
    op.drop_table("exchange_lease")
    op.drop_table("account_user")
    with op.batch_alter_table("account_guess", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_guess_address_hash_tried_at"))

    op.drop_table("account_guess")
