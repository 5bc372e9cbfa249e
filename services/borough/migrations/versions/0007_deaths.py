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


def downgrade() -> None:
    op.drop_table("death_triage_triage")
    with op.batch_alter_table("professionals_professional", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_professionals_professional_case_id"))

    op.drop_table("professionals_professional")
    with op.batch_alter_table("deaths_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deaths_step_case_id"))

    op.drop_table("deaths_step")
    with op.batch_alter_table("death_triage_strand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_death_triage_strand_case_id"))

    op.drop_table("death_triage_strand")
    with op.batch_alter_table("death_facts_facts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_death_facts_facts_twin_of"))
        batch_op.drop_index(batch_op.f("ix_death_facts_facts_number_index"))
        batch_op.drop_index(batch_op.f("ix_death_facts_facts_name_index"))

    op.drop_table("death_facts_facts")
    with op.batch_alter_table("case_transfers_transfer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_transfers_transfer_case_id"))

    op.drop_table("case_transfers_transfer")
    op.drop_table("pins_pin")
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
    with op.batch_alter_table("vault_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vault_key_instance_key"))

    op.drop_table("vault_key")
    op.drop_table("vault_instance")
