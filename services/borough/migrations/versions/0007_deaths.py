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
        "coordinators_coordinator",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordinators_coordinator")),
        sa.UniqueConstraint("code", name=op.f("uq_coordinators_coordinator_code")),
        sa.UniqueConstraint(
            "user_id", name=op.f("uq_coordinators_coordinator_user_id")
        ),
    )
    op.create_table(
        "coordinators_elsewhere",
        sa.Column("borough", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("coordinators", sa.JSON(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("borough", name=op.f("pk_coordinators_elsewhere")),
    )
    op.create_table(
        "coordinators_told",
        sa.Column("borough", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("coordinators", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("borough", name=op.f("pk_coordinators_told")),
    )
    op.create_table(
        "death_figures_rule",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("smallest", sa.Integer(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_death_figures_rule")),
    )
    op.create_table(
        "death_figures_summary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("preview", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("prepared_by_post", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by_post", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_because", sa.Text(), nullable=True),
        sa.Column("correlation_id", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_figures_summary")),
        sa.UniqueConstraint("told", name=op.f("uq_death_figures_summary_told")),
    )
    with op.batch_alter_table("death_figures_summary", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_death_figures_summary_state"), ["state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_death_figures_summary_year"), ["year"], unique=False
        )

    op.create_table(
        "deaths_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notifier", sa.String(length=60), nullable=False),
        sa.Column("home", sa.String(length=60), nullable=False),
        sa.Column("died_in", sa.String(length=60), nullable=False),
        sa.Column("placed_by", sa.String(length=60), nullable=True),
        sa.Column("unattended", sa.Boolean(), nullable=False),
        sa.Column("band", sa.String(length=40), nullable=True),
        sa.Column("exclusion", sa.String(length=40), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("waiting", sa.String(length=40), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deaths_case")),
        sa.UniqueConstraint("code", name=op.f("uq_deaths_case_code")),
    )
    with op.batch_alter_table("deaths_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deaths_case_received_at"), ["received_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_deaths_case_stage"), ["stage"], unique=False
        )

    op.create_table(
        "disposals_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposals_hold")),
    )
    with op.batch_alter_table("disposals_hold", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_disposals_hold_record_why"),
            ["record", "why"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "disposals_retained",
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("resource", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("proposed_on", sa.Date(), nullable=True),
        sa.Column("first_by", sa.Uuid(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_disposals_retained")),
    )
    with op.batch_alter_table("disposals_retained", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_disposals_retained_due_on"), ["due_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_disposals_retained_proposed_on"),
            ["proposed_on"],
            unique=False,
        )

    op.create_table(
        "form_chasing_ladder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("formal", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_chasing_ladder")),
    )
    op.create_table(
        "panels_meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=True),
        sa.Column("kept_days", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panels_meeting")),
    )
    with op.batch_alter_table("panels_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panels_meeting_at"), ["at"], unique=False)

    op.create_table(
        "pins_pin",
        sa.Column("peer", sa.String(length=40), nullable=False),
        sa.Column("kid", sa.String(length=43), nullable=False),
        sa.Column("jwk", sa.JSON(), nullable=False),
        sa.Column("signing_kid", sa.String(length=43), nullable=False),
        sa.Column("signing_jwk", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registry_version", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("peer", name=op.f("pk_pins_pin")),
    )
    op.create_table(
        "shared_cases_shared",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("share_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("terms", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_back_because", sa.String(length=40), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destroyed_because", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_cases_shared")),
        sa.UniqueConstraint("code", name=op.f("uq_shared_cases_shared_code")),
        sa.UniqueConstraint(
            "origin", "share_id", name=op.f("uq_shared_cases_shared_origin_share_id")
        ),
    )
    with op.batch_alter_table("shared_cases_shared", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_cases_shared_state"), ["state"], unique=False
        )

    op.create_table(
        "shared_files_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shared_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("manifest", sa.LargeBinary(), nullable=True),
        sa.Column("media", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("stands", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_files_file")),
        sa.UniqueConstraint(
            "shared_id", "file_id", name=op.f("uq_shared_files_file_shared_id_file_id")
        ),
    )
    with op.batch_alter_table("shared_files_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_files_file_shared_id"), ["shared_id"], unique=False
        )

    op.create_table(
        "shared_files_piece",
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("share_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "origin", "share_id", "file_id", "index", name=op.f("pk_shared_files_piece")
        ),
    )
    op.create_table(
        "case_shares_share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("borough", sa.String(length=40), nullable=False),
        sa.Column("coordinator_id", sa.Uuid(), nullable=False),
        sa.Column("coordinator_post", sa.String(length=80), nullable=False),
        sa.Column("coordinator_code", sa.String(length=8), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("legal_basis", sa.String(length=40), nullable=False),
        sa.Column("agreement", sa.LargeBinary(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("prepared_post", sa.String(length=80), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_post", sa.String(length=80), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("correlation_id", sa.String(length=80), nullable=True),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("answer_reason", sa.String(length=40), nullable=True),
        sa.Column("answer_version", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipts", sa.LargeBinary(), nullable=True),
        sa.Column("receipts_number", sa.Integer(), nullable=False),
        sa.Column("receipts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalled_because", sa.String(length=40), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certified_because", sa.String(length=40), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("wanted_by", sa.String(length=40), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["deaths_case.id"], name=op.f("fk_case_shares_share_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_shares_share")),
    )
    with op.batch_alter_table("case_shares_share", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_shares_share_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "case_transfers_transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("to_area", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["deaths_case.id"],
            name=op.f("fk_case_transfers_transfer_case_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_transfers_transfer")),
    )
    with op.batch_alter_table("case_transfers_transfer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_transfers_transfer_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "death_analysis_analysis",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("scale", sa.String(length=8), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=True),
        sa.Column("ticked", sa.JSON(), nullable=False),
        sa.Column("category", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("referred", sa.Boolean(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["deaths_case.id"],
            name=op.f("fk_death_analysis_analysis_case_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_analysis_analysis")),
        sa.UniqueConstraint("case_id", name=op.f("uq_death_analysis_analysis_case_id")),
    )
    with op.batch_alter_table("death_analysis_analysis", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_death_analysis_analysis_finished_at"),
            ["finished_at"],
            unique=False,
        )

    op.create_table(
        "death_analysis_factor",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.String(length=40), nullable=False),
        sa.Column("factor", sa.String(length=40), nullable=False),
        sa.Column("scale", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("modifiable", sa.Boolean(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["deaths_case.id"],
            name=op.f("fk_death_analysis_factor_case_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_analysis_factor")),
    )
    with op.batch_alter_table("death_analysis_factor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_death_analysis_factor_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "death_extracts_extract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_post", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        sa.Column("agreed_post", sa.String(length=80), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["deaths_case.id"],
            name=op.f("fk_death_extracts_extract_case_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_extracts_extract")),
    )
    with op.batch_alter_table("death_extracts_extract", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_death_extracts_extract_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "death_facts_facts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=True),
        sa.Column("death", sa.LargeBinary(), nullable=True),
        sa.Column("number_index", sa.String(length=64), nullable=True),
        sa.Column("name_index", sa.String(length=64), nullable=True),
        sa.Column("twin_of", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["deaths_case.id"], name=op.f("fk_death_facts_facts_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["twin_of"], ["deaths_case.id"], name=op.f("fk_death_facts_facts_twin_of")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_facts_facts")),
        sa.UniqueConstraint("case_id", name=op.f("uq_death_facts_facts_case_id")),
    )
    with op.batch_alter_table("death_facts_facts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_death_facts_facts_name_index"), ["name_index"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_death_facts_facts_number_index"),
            ["number_index"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_death_facts_facts_twin_of"), ["twin_of"], unique=False
        )

    op.create_table(
        "death_meetings_family",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("key_worker", sa.LargeBinary(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["deaths_case.id"],
            name=op.f("fk_death_meetings_family_case_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_meetings_family")),
        sa.UniqueConstraint("case_id", name=op.f("uq_death_meetings_family_case_id")),
    )
    op.create_table(
        "death_meetings_meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attendees", sa.JSON(), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=True),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("handed_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["deaths_case.id"],
            name=op.f("fk_death_meetings_meeting_case_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_meetings_meeting")),
    )
    with op.batch_alter_table("death_meetings_meeting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_death_meetings_meeting_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "death_meetings_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["deaths_case.id"],
            name=op.f("fk_death_meetings_question_case_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_meetings_question")),
    )
    with op.batch_alter_table("death_meetings_question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_death_meetings_question_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "death_recommendations_recommendation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("national", sa.Boolean(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["deaths_case.id"],
            name=op.f("fk_death_recommendations_recommendation_case_id"),
        ),
        sa.PrimaryKeyConstraint(
            "id", name=op.f("pk_death_recommendations_recommendation")
        ),
        sa.UniqueConstraint(
            "case_id",
            "number",
            name=op.f("uq_death_recommendations_recommendation_case_id_number"),
        ),
    )
    with op.batch_alter_table(
        "death_recommendations_recommendation", schema=None
    ) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_death_recommendations_recommendation_action_id"),
            ["action_id"],
            unique=False,
        )

    op.create_table(
        "death_triage_strand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("strand", sa.String(length=40), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["deaths_case.id"], name=op.f("fk_death_triage_strand_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_triage_strand")),
    )
    with op.batch_alter_table("death_triage_strand", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_death_triage_strand_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "deaths_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("waiting", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["deaths_case.id"], name=op.f("fk_deaths_step_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deaths_step")),
    )
    with op.batch_alter_table("deaths_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deaths_step_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "panel_packs_pack",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_post", sa.String(length=80), nullable=True),
        sa.Column("shredded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["panels_meeting.id"],
            name=op.f("fk_panel_packs_pack_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_packs_pack")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_panel_packs_pack_meeting_id")),
    )
    with op.batch_alter_table("panel_packs_pack", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_panel_packs_pack_shredded_at"), ["shredded_at"], unique=False
        )

    op.create_table(
        "panel_packs_secret",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["deaths_case.id"], name=op.f("fk_panel_packs_secret_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_packs_secret")),
        sa.UniqueConstraint("case_id", name=op.f("uq_panel_packs_secret_case_id")),
    )
    op.create_table(
        "panels_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("lane", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["deaths_case.id"], name=op.f("fk_panels_item_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["panels_meeting.id"],
            name=op.f("fk_panels_item_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panels_item")),
        sa.UniqueConstraint(
            "meeting_id", "case_id", name=op.f("uq_panels_item_meeting_id_case_id")
        ),
    )
    with op.batch_alter_table("panels_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_panels_item_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "professionals_professional",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["deaths_case.id"],
            name=op.f("fk_professionals_professional_case_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_professionals_professional")),
    )
    with op.batch_alter_table("professionals_professional", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_professionals_professional_case_id"),
            ["case_id"],
            unique=False,
        )

    op.create_table(
        "death_triage_triage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("response", sa.Boolean(), nullable=False),
        sa.Column("triggers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["deaths_case.id"], name=op.f("fk_death_triage_triage_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incidents_incident.id"],
            name=op.f("fk_death_triage_triage_incident_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death_triage_triage")),
        sa.UniqueConstraint("case_id", name=op.f("uq_death_triage_triage_case_id")),
    )
    op.create_table(
        "panel_packs_page",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pack_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_post", sa.String(length=80), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["deaths_case.id"], name=op.f("fk_panel_packs_page_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["panel_packs_pack.id"],
            name=op.f("fk_panel_packs_page_pack_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_packs_page")),
        sa.UniqueConstraint("item_id", name=op.f("uq_panel_packs_page_item_id")),
        sa.UniqueConstraint(
            "pack_id", "code", name=op.f("uq_panel_packs_page_pack_id_code")
        ),
    )
    with op.batch_alter_table("panel_packs_page", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_panel_packs_page_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "reporting_forms_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("professional_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["deaths_case.id"],
            name=op.f("fk_reporting_forms_request_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["professional_id"],
            ["professionals_professional.id"],
            name=op.f("fk_reporting_forms_request_professional_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_forms_request")),
    )
    with op.batch_alter_table("reporting_forms_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reporting_forms_request_case_id"), ["case_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_reporting_forms_request_person_id"),
            ["person_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_reporting_forms_request_state"), ["state"], unique=False
        )

    op.create_table(
        "share_files_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("share_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("media", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"],
            ["case_shares_share.id"],
            name=op.f("fk_share_files_file_share_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_files_file")),
    )
    with op.batch_alter_table("share_files_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_share_files_file_share_id"), ["share_id"], unique=False
        )

    op.create_table(
        "form_answers_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["deaths_case.id"],
            name=op.f("fk_form_answers_answers_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["reporting_forms_request.id"],
            name=op.f("fk_form_answers_answers_request_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_answers_answers")),
        sa.UniqueConstraint(
            "request_id", name=op.f("uq_form_answers_answers_request_id")
        ),
    )
    with op.batch_alter_table("form_answers_answers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_form_answers_answers_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "reporting_forms_deed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["reporting_forms_request.id"],
            name=op.f("fk_reporting_forms_deed_request_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_forms_deed")),
    )
    with op.batch_alter_table("reporting_forms_deed", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reporting_forms_deed_request_id"),
            ["request_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("reporting_forms_deed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reporting_forms_deed_request_id"))

    op.drop_table("reporting_forms_deed")
    with op.batch_alter_table("form_answers_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_answers_answers_case_id"))

    op.drop_table("form_answers_answers")
    with op.batch_alter_table("share_files_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_files_file_share_id"))

    op.drop_table("share_files_file")
    with op.batch_alter_table("reporting_forms_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reporting_forms_request_state"))
        batch_op.drop_index(batch_op.f("ix_reporting_forms_request_person_id"))
        batch_op.drop_index(batch_op.f("ix_reporting_forms_request_case_id"))

    op.drop_table("reporting_forms_request")
    with op.batch_alter_table("panel_packs_page", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_packs_page_case_id"))

    op.drop_table("panel_packs_page")
    op.drop_table("death_triage_triage")
    with op.batch_alter_table("professionals_professional", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_professionals_professional_case_id"))

    op.drop_table("professionals_professional")
    with op.batch_alter_table("panels_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panels_item_case_id"))

    op.drop_table("panels_item")
    op.drop_table("panel_packs_secret")
    with op.batch_alter_table("panel_packs_pack", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_packs_pack_shredded_at"))

    op.drop_table("panel_packs_pack")
    with op.batch_alter_table("deaths_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deaths_step_case_id"))

    op.drop_table("deaths_step")
    with op.batch_alter_table("death_triage_strand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_death_triage_strand_case_id"))

    op.drop_table("death_triage_strand")
    with op.batch_alter_table(
        "death_recommendations_recommendation", schema=None
    ) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_death_recommendations_recommendation_action_id")
        )

    op.drop_table("death_recommendations_recommendation")
    with op.batch_alter_table("death_meetings_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_death_meetings_question_case_id"))

    op.drop_table("death_meetings_question")
    with op.batch_alter_table("death_meetings_meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_death_meetings_meeting_case_id"))

    op.drop_table("death_meetings_meeting")
    op.drop_table("death_meetings_family")
    with op.batch_alter_table("death_facts_facts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_death_facts_facts_twin_of"))
        batch_op.drop_index(batch_op.f("ix_death_facts_facts_number_index"))
        batch_op.drop_index(batch_op.f("ix_death_facts_facts_name_index"))

    op.drop_table("death_facts_facts")
    with op.batch_alter_table("death_extracts_extract", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_death_extracts_extract_case_id"))

    op.drop_table("death_extracts_extract")
    with op.batch_alter_table("death_analysis_factor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_death_analysis_factor_case_id"))

    op.drop_table("death_analysis_factor")
    with op.batch_alter_table("death_analysis_analysis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_death_analysis_analysis_finished_at"))

    op.drop_table("death_analysis_analysis")
    with op.batch_alter_table("case_transfers_transfer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_transfers_transfer_case_id"))

    op.drop_table("case_transfers_transfer")
    with op.batch_alter_table("case_shares_share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_shares_share_case_id"))

    op.drop_table("case_shares_share")
    op.drop_table("shared_files_piece")
    with op.batch_alter_table("shared_files_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shared_files_file_shared_id"))

    op.drop_table("shared_files_file")
    with op.batch_alter_table("shared_cases_shared", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shared_cases_shared_state"))

    op.drop_table("shared_cases_shared")
    op.drop_table("pins_pin")
    with op.batch_alter_table("panels_meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panels_meeting_at"))

    op.drop_table("panels_meeting")
    op.drop_table("form_chasing_ladder")
    with op.batch_alter_table("disposals_retained", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disposals_retained_proposed_on"))
        batch_op.drop_index(batch_op.f("ix_disposals_retained_due_on"))

    op.drop_table("disposals_retained")
    with op.batch_alter_table("disposals_hold", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_disposals_hold_record_why"),
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.drop_table("disposals_hold")
    with op.batch_alter_table("deaths_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deaths_case_stage"))
        batch_op.drop_index(batch_op.f("ix_deaths_case_received_at"))

    op.drop_table("deaths_case")
    with op.batch_alter_table("death_figures_summary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_death_figures_summary_year"))
        batch_op.drop_index(batch_op.f("ix_death_figures_summary_state"))

    op.drop_table("death_figures_summary")
    op.drop_table("death_figures_rule")
    op.drop_table("coordinators_told")
    op.drop_table("coordinators_elsewhere")
    op.drop_table("coordinators_coordinator")
    with op.batch_alter_table("vault_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vault_key_instance_key"))

    op.drop_table("vault_key")
    op.drop_table("vault_instance")
