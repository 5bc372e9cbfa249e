"""governance."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bodies_body",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies_body")),
        sa.UniqueConstraint("slug", name=op.f("uq_bodies_body_slug")),
    )
    op.create_table(
        "clocks_clock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("resource", sa.String(length=40), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("limit", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("starts", sa.String(length=120), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("backwards", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks_clock")),
    )
    with op.batch_alter_table("clocks_clock", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_clocks_clock_due_at"), ["due_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_clocks_clock_resource_record"),
            ["resource", "record"],
            unique=False,
        )

    op.create_table(
        "clocks_setting",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("limit", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("starts", sa.String(length=120), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "from_on", name=op.f("pk_clocks_setting")),
    )
    op.create_table(
        "joint_milestone",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("milestone_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("programme", sa.String(length=200), nullable=False),
        sa.Column("owner_post", sa.String(length=120), nullable=False),
        sa.Column("lead", sa.String(length=60), nullable=False),
        sa.Column("shared_with", sa.String(length=400), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "source", "milestone_id", name=op.f("pk_joint_milestone")
        ),
    )
    op.create_table(
        "plans_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_record", sa.String(length=80), nullable=True),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans_plan")),
        sa.UniqueConstraint("ref", name=op.f("uq_plans_plan_ref")),
    )
    with op.batch_alter_table("plans_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plans_plan_body"), ["body"], unique=False)

    op.create_table(
        "plans_wording",
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("brag", sa.String(length=40), nullable=False),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("meaning", sa.String(length=300), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", "brag", name=op.f("pk_plans_wording")),
    )
    op.create_table(
        "reports_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("committee", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("author_post", sa.String(length=120), nullable=False),
        sa.Column("sponsor_post", sa.String(length=120), nullable=False),
        sa.Column("accountable_post", sa.String(length=240), nullable=False),
        sa.Column("contact_post", sa.String(length=120), nullable=False),
        sa.Column("wards", sa.String(length=200), nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("exemption", sa.String(length=300), nullable=False),
        sa.Column("recommendations", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("priorities", sa.Text(), nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("appendices", sa.Text(), nullable=False),
        sa.Column("financial", sa.Text(), nullable=False),
        sa.Column("financial_by", sa.String(length=120), nullable=False),
        sa.Column("legal", sa.Text(), nullable=False),
        sa.Column("legal_by", sa.String(length=120), nullable=False),
        sa.Column("diversity", sa.Text(), nullable=False),
        sa.Column("diversity_by", sa.String(length=120), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("other_by", sa.String(length=120), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_post", sa.String(length=120), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_report")),
    )
    with op.batch_alter_table("reports_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reports_report_as_at"), ["as_at"], unique=False
        )

    op.create_table(
        "sharing_share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("milestone_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("preview", sa.String(length=64), nullable=False),
        sa.Column("to", sa.String(length=400), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_by_post", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by_post", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_because", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_share")),
    )
    with op.batch_alter_table("sharing_share", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sharing_share_milestone_id"), ["milestone_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sharing_share_state"), ["state"], unique=False
        )

    op.create_table(
        "snapshots_snapshot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_post", sa.String(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots_snapshot")),
    )
    with op.batch_alter_table("snapshots_snapshot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_snapshots_snapshot_as_at"), ["as_at"], unique=False
        )

    op.create_table(
        "themes_theme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes_theme")),
        sa.UniqueConstraint("slug", name=op.f("uq_themes_theme_slug")),
    )
    op.create_table(
        "workplan_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workplan_delivery")),
    )
    op.create_table(
        "workplan_priority",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workplan_priority")),
    )
    op.create_table(
        "actions_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("owner_post", sa.String(length=120), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("brag", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("revised_on", sa.Date(), nullable=True),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.Column("forecast_moves", sa.Integer(), nullable=False),
        sa.Column("recheck_on", sa.Date(), nullable=True),
        sa.Column("close_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans_plan.id"], name=op.f("fk_actions_action_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions_action")),
        sa.UniqueConstraint("ref", name=op.f("uq_actions_action_ref")),
    )
    with op.batch_alter_table("actions_action", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_actions_action_agency_brag"),
            ["agency", "brag"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_actions_action_plan_id_brag"),
            ["plan_id", "brag"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_actions_action_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "bodies_post",
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=True),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("stands_in_for", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies_body.id"], name=op.f("fk_bodies_post_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["stands_in_for"],
            ["bodies_post.id"],
            name=op.f("fk_bodies_post_stands_in_for"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies_post")),
    )
    with op.batch_alter_table("bodies_post", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_bodies_post_body_id_from_on"),
            ["body_id", "from_on"],
            unique=False,
        )

    op.create_table(
        "bodies_standing",
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("partners_needed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies_body.id"], name=op.f("fk_bodies_standing_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["bodies_body.id"], name=op.f("fk_bodies_standing_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies_standing")),
    )
    with op.batch_alter_table("bodies_standing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_bodies_standing_body_id_from_on"),
            ["body_id", "from_on"],
            unique=False,
        )

    op.create_table(
        "bodies_terms_of_reference",
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("written_by", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"],
            ["bodies_body.id"],
            name=op.f("fk_bodies_terms_of_reference_body_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies_terms_of_reference")),
        sa.UniqueConstraint(
            "body_id",
            "number",
            name=op.f("uq_bodies_terms_of_reference_body_id_number"),
        ),
    )
    op.create_table(
        "clocks_pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["clocks_clock.id"], name=op.f("fk_clocks_pause_clock_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks_pause")),
    )
    with op.batch_alter_table("clocks_pause", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_clocks_pause_clock_id"), ["clock_id"], unique=False
        )

    op.create_table(
        "meetings_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("every", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies_body.id"], name=op.f("fk_meetings_series_body_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_series")),
    )
    with op.batch_alter_table("meetings_series", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meetings_series_body_id"), ["body_id"], unique=False
        )

    op.create_table(
        "themes_tagged",
        sa.Column("theme", sa.Uuid(), nullable=False),
        sa.Column("resource", sa.String(length=40), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["theme"], ["themes_theme.id"], name=op.f("fk_themes_tagged_theme")
        ),
        sa.PrimaryKeyConstraint(
            "theme", "resource", "record", name=op.f("pk_themes_tagged")
        ),
    )
    with op.batch_alter_table("themes_tagged", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_themes_tagged_resource_record"),
            ["resource", "record"],
            unique=False,
        )

    op.create_table(
        "workplan_programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["workplan_delivery.id"],
            name=op.f("fk_workplan_programme_delivery_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workplan_programme")),
    )
    with op.batch_alter_table("workplan_programme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_workplan_programme_delivery_id"),
            ["delivery_id"],
            unique=False,
        )

    op.create_table(
        "actions_change",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("brag", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["actions_action.id"],
            name=op.f("fk_actions_change_action_id"),
        ),
        sa.PrimaryKeyConstraint("action_id", "version", name=op.f("pk_actions_change")),
    )
    with op.batch_alter_table("actions_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_actions_change_at"), ["at"], unique=False)

    op.create_table(
        "actions_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("shows", sa.String(length=40), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["actions_action.id"],
            name=op.f("fk_actions_evidence_action_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions_evidence")),
    )
    with op.batch_alter_table("actions_evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_actions_evidence_action_id"), ["action_id"], unique=False
        )

    op.create_table(
        "actions_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.String(length=60), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["actions_action.id"],
            name=op.f("fk_actions_proposal_action_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions_proposal")),
    )
    with op.batch_alter_table("actions_proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_actions_proposal_action_id"), ["action_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_actions_proposal_asked"), ["asked"], unique=False
        )

    op.create_table(
        "bodies_chair_term",
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=True),
        sa.Column("seat", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies_body.id"], name=op.f("fk_bodies_chair_term_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["bodies_post.id"], name=op.f("fk_bodies_chair_term_post_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies_chair_term")),
    )
    with op.batch_alter_table("bodies_chair_term", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_bodies_chair_term_body_id_seat_from_on"),
            ["body_id", "seat", "from_on"],
            unique=False,
        )

    op.create_table(
        "meetings_meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("cancelled_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies_body.id"], name=op.f("fk_meetings_meeting_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["meetings_series.id"],
            name=op.f("fk_meetings_meeting_series_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_meeting")),
    )
    with op.batch_alter_table("meetings_meeting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meetings_meeting_body_id_starts_at"),
            ["body_id", "starts_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_meetings_meeting_starts_at"), ["starts_at"], unique=False
        )

    op.create_table(
        "workplan_milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("priority_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("owner_post", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("lead", sa.String(length=60), nullable=True),
        sa.Column("seen_by", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_post", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["priority_id"],
            ["workplan_priority.id"],
            name=op.f("fk_workplan_milestone_priority_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["workplan_programme.id"],
            name=op.f("fk_workplan_milestone_programme_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workplan_milestone")),
    )
    with op.batch_alter_table("workplan_milestone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_workplan_milestone_programme_id_due_on"),
            ["programme_id", "due_on"],
            unique=False,
        )

    op.create_table(
        "forward_plan_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("owner_post", sa.String(length=120), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies_body.id"], name=op.f("fk_forward_plan_item_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings_meeting.id"],
            name=op.f("fk_forward_plan_item_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forward_plan_item")),
    )
    with op.batch_alter_table("forward_plan_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_forward_plan_item_body_id"), ["body_id"], unique=False
        )

    op.create_table(
        "meetings_agenda_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("presenter", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings_meeting.id"],
            name=op.f("fk_meetings_agenda_item_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_agenda_item")),
        sa.UniqueConstraint(
            "meeting_id",
            "number",
            name=op.f("uq_meetings_agenda_item_meeting_id_number"),
        ),
    )
    op.create_table(
        "meetings_attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("coming", sa.String(length=40), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings_meeting.id"],
            name=op.f("fk_meetings_attendance_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["bodies_post.id"], name=op.f("fk_meetings_attendance_post_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_attendance")),
        sa.UniqueConstraint(
            "meeting_id",
            "post_id",
            name=op.f("uq_meetings_attendance_meeting_id_post_id"),
        ),
    )
    op.create_table(
        "minutes_minutes",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings_meeting.id"],
            name=op.f("fk_minutes_minutes_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_minutes_minutes")),
    )
    op.create_table(
        "action_log_raised",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["actions_action.id"],
            name=op.f("fk_action_log_raised_action_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["meetings_agenda_item.id"],
            name=op.f("fk_action_log_raised_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings_meeting.id"],
            name=op.f("fk_action_log_raised_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_action_log_raised")),
    )
    with op.batch_alter_table("action_log_raised", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_action_log_raised_meeting_id"), ["meeting_id"], unique=False
        )

    op.create_table(
        "decisions_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("quorate", sa.Boolean(), nullable=False),
        sa.Column("partners_needed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("written_by", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies_body.id"], name=op.f("fk_decisions_decision_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["meetings_agenda_item.id"],
            name=op.f("fk_decisions_decision_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings_meeting.id"],
            name=op.f("fk_decisions_decision_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_decision")),
        sa.UniqueConstraint(
            "body_id",
            "year",
            "number",
            name=op.f("uq_decisions_decision_body_id_year_number"),
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_decisions_decision_ref")),
    )
    with op.batch_alter_table("decisions_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decisions_decision_decided_on"), ["decided_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_decisions_decision_meeting_id"), ["meeting_id"], unique=False
        )

    op.create_table(
        "forward_plan_stop",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("came", sa.String(length=40), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies_body.id"], name=op.f("fk_forward_plan_stop_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["forward_plan_item.id"],
            name=op.f("fk_forward_plan_stop_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings_meeting.id"],
            name=op.f("fk_forward_plan_stop_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forward_plan_stop")),
    )
    with op.batch_alter_table("forward_plan_stop", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_forward_plan_stop_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "meetings_declaration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("interest", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("then", sa.String(length=40), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["meetings_agenda_item.id"],
            name=op.f("fk_meetings_declaration_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings_meeting.id"],
            name=op.f("fk_meetings_declaration_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["bodies_post.id"],
            name=op.f("fk_meetings_declaration_post_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_declaration")),
    )
    with op.batch_alter_table("meetings_declaration", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meetings_declaration_meeting_id"),
            ["meeting_id"],
            unique=False,
        )

    op.create_table(
        "minutes_amendment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["minutes_minutes.meeting_id"],
            name=op.f("fk_minutes_amendment_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_amendment")),
    )
    with op.batch_alter_table("minutes_amendment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_amendment_meeting_id"), ["meeting_id"], unique=False
        )

    op.create_table(
        "minutes_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("asker", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=120), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["meetings_agenda_item.id"],
            name=op.f("fk_minutes_question_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings_meeting.id"],
            name=op.f("fk_minutes_question_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_question")),
    )
    with op.batch_alter_table("minutes_question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_question_meeting_id"), ["meeting_id"], unique=False
        )

    op.create_table(
        "minutes_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["minutes_minutes.meeting_id"],
            name=op.f("fk_minutes_step_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["account_user.id"], name=op.f("fk_minutes_step_taken_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_step")),
    )
    with op.batch_alter_table("minutes_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_step_meeting_id"), ["meeting_id"], unique=False
        )

    op.create_table(
        "minutes_wording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["minutes_minutes.meeting_id"],
            name=op.f("fk_minutes_wording_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by"],
            ["account_user.id"],
            name=op.f("fk_minutes_wording_written_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_wording")),
        sa.UniqueConstraint(
            "meeting_id", "number", name=op.f("uq_minutes_wording_meeting_id_number")
        ),
    )
    op.create_table(
        "papers_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("openness", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["meetings_agenda_item.id"],
            name=op.f("fk_papers_paper_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings_meeting.id"],
            name=op.f("fk_papers_paper_meeting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers_paper")),
        sa.UniqueConstraint(
            "meeting_id", "number", name=op.f("uq_papers_paper_meeting_id_number")
        ),
    )
    op.create_table(
        "decisions_part",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions_decision.id"],
            name=op.f("fk_decisions_part_decision_id"),
        ),
        sa.PrimaryKeyConstraint(
            "decision_id", "number", name=op.f("pk_decisions_part")
        ),
    )
    op.create_table(
        "decisions_position",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("position", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions_decision.id"],
            name=op.f("fk_decisions_position_decision_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_position")),
    )
    with op.batch_alter_table("decisions_position", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decisions_position_decision_id"),
            ["decision_id"],
            unique=False,
        )

    op.create_table(
        "delegations_delegation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("to_post", sa.String(length=120), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("consult_post", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("consulted_on", sa.Date(), nullable=True),
        sa.Column("consulted_note", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("completed_note", sa.Text(), nullable=False),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions_decision.id"],
            name=op.f("fk_delegations_delegation_decision_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations_delegation")),
    )
    with op.batch_alter_table("delegations_delegation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delegations_delegation_decision_id"),
            ["decision_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_delegations_delegation_due_on"), ["due_on"], unique=False
        )

    op.create_table(
        "disputes_dispute",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.String(length=40), nullable=False),
        sa.Column("other", sa.String(length=40), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("open_question", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions_decision.id"],
            name=op.f("fk_disputes_dispute_decision_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes_dispute")),
    )
    op.create_table(
        "papers_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("timing", sa.String(length=40), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers_paper.id"], name=op.f("fk_papers_version_paper_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers_version")),
        sa.UniqueConstraint(
            "paper_id", "number", name=op.f("uq_papers_version_paper_id_number")
        ),
    )
    with op.batch_alter_table("papers_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_papers_version_uploaded_at"), ["uploaded_at"], unique=False
        )

    op.create_table(
        "disputes_rung",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_by", sa.String(length=120), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["disputes_dispute.id"],
            name=op.f("fk_disputes_rung_dispute_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes_rung")),
    )
    with op.batch_alter_table("disputes_rung", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_disputes_rung_dispute_id"), ["dispute_id"], unique=False
        )

    op.create_table(
        "agencies_agency",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("urn", sa.String(length=6), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies_agency")),
        sa.UniqueConstraint("urn", name=op.f("uq_agencies_agency_urn")),
    )
    with op.batch_alter_table("agencies_agency", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agencies_agency_kind_name"), ["kind", "name"], unique=False
        )

    op.create_table(
        "agencies_upload",
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies_upload")),
    )
    op.create_table(
        "arrangements_partner",
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("written_by", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follows_id"],
            ["arrangements_partner.id"],
            name=op.f("fk_arrangements_partner_follows_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangements_partner")),
    )
    with op.batch_alter_table("arrangements_partner", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_arrangements_partner_circle_agency_from_on"),
            ["circle", "agency", "from_on"],
            unique=False,
        )

    op.create_table(
        "arrangements_phase",
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangements_phase")),
    )
    op.create_table(
        "documents_document",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents_document")),
    )
    op.create_table(
        "funding_contribution",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("giver", sa.String(length=160), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_contribution")),
    )
    with op.batch_alter_table("funding_contribution", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_funding_contribution_year_source"),
            ["year", "source"],
            unique=False,
        )

    op.create_table(
        "governance_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_governance_return")),
        sa.UniqueConstraint("number", name=op.f("uq_governance_return_number")),
    )
    with op.batch_alter_table("governance_return", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_governance_return_state"), ["state"], unique=False
        )

    op.create_table(
        "pseudonyms_identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pseudonym", sa.String(length=80), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pseudonyms_identity")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_pseudonyms_identity_pseudonym")),
    )
    with op.batch_alter_table("pseudonyms_identity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pseudonyms_identity_review_id"), ["review_id"], unique=False
        )

    op.create_table(
        "reviews_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("lead_agency", sa.String(length=60), nullable=False),
        sa.Column("lead_post", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_review", sa.Uuid(), nullable=True),
        sa.Column("shared_on", sa.Date(), nullable=True),
        sa.Column("ratified_on", sa.Date(), nullable=True),
        sa.Column("ratified_by", sa.String(length=60), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_text", sa.Text(), nullable=False),
        sa.Column("proposed_text", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_review")),
        sa.UniqueConstraint(
            "year", "number", name=op.f("uq_reviews_review_year_number")
        ),
    )
    op.create_table(
        "agencies_lead",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agencies_agency.id"],
            name=op.f("fk_agencies_lead_agency_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies_lead")),
    )
    with op.batch_alter_table("agencies_lead", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agencies_lead_agency_id_from_on"),
            ["agency_id", "from_on"],
            unique=False,
        )

    op.create_table(
        "arrangements_post",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["arrangements_partner.id"],
            name=op.f("fk_arrangements_post_partner_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangements_post")),
    )
    with op.batch_alter_table("arrangements_post", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_arrangements_post_partner_id_from_on"),
            ["partner_id", "from_on"],
            unique=False,
        )

    op.create_table(
        "documents_assurance",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("opinion", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("written_by", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents_document.id"],
            name=op.f("fk_documents_assurance_document_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents_assurance")),
    )
    with op.batch_alter_table("documents_assurance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_documents_assurance_document_id"),
            ["document_id"],
            unique=False,
        )

    op.create_table(
        "documents_version",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents_document.id"],
            name=op.f("fk_documents_version_document_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents_version")),
        sa.UniqueConstraint(
            "document_id",
            "number",
            name=op.f("uq_documents_version_document_id_number"),
        ),
    )
    op.create_table(
        "incidents_incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("harm", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("incident_area", sa.String(length=80), nullable=False),
        sa.Column("home_area", sa.String(length=80), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("aware_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("outcome_reason", sa.Text(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["reviews_review.id"],
            name=op.f("fk_incidents_incident_review_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents_incident")),
        sa.UniqueConstraint("review_id", name=op.f("uq_incidents_incident_review_id")),
    )
    op.create_table(
        "library_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["reviews_review.id"],
            name=op.f("fk_library_finding_review_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_finding")),
    )
    with op.batch_alter_table("library_finding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_library_finding_review_id"), ["review_id"], unique=False
        )

    op.create_table(
        "recommendations_recommendation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("indicator", sa.String(length=60), nullable=True),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("impact_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["reviews_review.id"],
            name=op.f("fk_recommendations_recommendation_review_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendations_recommendation")),
        sa.UniqueConstraint(
            "review_id",
            "number",
            name=op.f("uq_recommendations_recommendation_review_id_number"),
        ),
    )
    op.create_table(
        "reviews_flag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("flag", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("by_body", sa.String(length=60), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews_review.id"], name=op.f("fk_reviews_flag_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_flag")),
    )
    with op.batch_alter_table("reviews_flag", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reviews_flag_review_id"), ["review_id"], unique=False
        )

    op.create_table(
        "summaries_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("chased", sa.Integer(), nullable=False),
        sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("completeness", sa.String(length=40), nullable=True),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["reviews_review.id"],
            name=op.f("fk_summaries_request_review_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summaries_request")),
        sa.UniqueConstraint(
            "review_id", "agency", name=op.f("uq_summaries_request_review_id_agency")
        ),
    )
    with op.batch_alter_table("summaries_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_summaries_request_due_on"), ["due_on"], unique=False
        )

    op.create_table(
        "documents_signature",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["documents_version.id"],
            name=op.f("fk_documents_signature_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents_signature")),
        sa.UniqueConstraint(
            "version_id",
            "round",
            "agency",
            name=op.f("uq_documents_signature_version_id_round_agency"),
        ),
    )
    op.create_table(
        "documents_statement",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["documents_version.id"],
            name=op.f("fk_documents_statement_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents_statement")),
    )
    with op.batch_alter_table("documents_statement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_documents_statement_version_id"),
            ["version_id"],
            unique=False,
        )

    op.create_table(
        "recommendations_link",
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations_recommendation.id"],
            name=op.f("fk_recommendations_link_recommendation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "recommendation_id", "action_id", name=op.f("pk_recommendations_link")
        ),
    )
    with op.batch_alter_table("recommendations_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recommendations_link_action_id"), ["action_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("recommendations_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendations_link_action_id"))

    op.drop_table("recommendations_link")
    with op.batch_alter_table("documents_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_statement_version_id"))

    op.drop_table("documents_statement")
    op.drop_table("documents_signature")
    with op.batch_alter_table("summaries_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summaries_request_due_on"))

    op.drop_table("summaries_request")
    with op.batch_alter_table("reviews_flag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reviews_flag_review_id"))

    op.drop_table("reviews_flag")
    op.drop_table("recommendations_recommendation")
    with op.batch_alter_table("library_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_library_finding_review_id"))

    op.drop_table("library_finding")
    op.drop_table("incidents_incident")
    op.drop_table("documents_version")
    with op.batch_alter_table("documents_assurance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_assurance_document_id"))

    op.drop_table("documents_assurance")
    with op.batch_alter_table("arrangements_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_arrangements_post_partner_id_from_on"))

    op.drop_table("arrangements_post")
    with op.batch_alter_table("agencies_lead", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agencies_lead_agency_id_from_on"))

    op.drop_table("agencies_lead")
    op.drop_table("reviews_review")
    with op.batch_alter_table("pseudonyms_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pseudonyms_identity_review_id"))

    op.drop_table("pseudonyms_identity")
    with op.batch_alter_table("governance_return", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_governance_return_state"))

    op.drop_table("governance_return")
    with op.batch_alter_table("funding_contribution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_contribution_year_source"))

    op.drop_table("funding_contribution")
    op.drop_table("documents_document")
    op.drop_table("arrangements_phase")
    with op.batch_alter_table("arrangements_partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_arrangements_partner_circle_agency_from_on"))

    op.drop_table("arrangements_partner")
    op.drop_table("agencies_upload")
    with op.batch_alter_table("agencies_agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agencies_agency_kind_name"))

    op.drop_table("agencies_agency")
    with op.batch_alter_table("disputes_rung", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disputes_rung_dispute_id"))

    op.drop_table("disputes_rung")
    with op.batch_alter_table("papers_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_papers_version_uploaded_at"))

    op.drop_table("papers_version")
    op.drop_table("disputes_dispute")
    with op.batch_alter_table("delegations_delegation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegations_delegation_due_on"))
        batch_op.drop_index(batch_op.f("ix_delegations_delegation_decision_id"))

    op.drop_table("delegations_delegation")
    with op.batch_alter_table("decisions_position", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_position_decision_id"))

    op.drop_table("decisions_position")
    op.drop_table("decisions_part")
    op.drop_table("papers_paper")
    op.drop_table("minutes_wording")
    with op.batch_alter_table("minutes_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_step_meeting_id"))

    op.drop_table("minutes_step")
    with op.batch_alter_table("minutes_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_question_meeting_id"))

    op.drop_table("minutes_question")
    with op.batch_alter_table("minutes_amendment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_amendment_meeting_id"))

    op.drop_table("minutes_amendment")
    with op.batch_alter_table("meetings_declaration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetings_declaration_meeting_id"))

    op.drop_table("meetings_declaration")
    with op.batch_alter_table("forward_plan_stop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forward_plan_stop_item_id"))

    op.drop_table("forward_plan_stop")
    with op.batch_alter_table("decisions_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_decision_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_decisions_decision_decided_on"))

    op.drop_table("decisions_decision")
    with op.batch_alter_table("action_log_raised", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_log_raised_meeting_id"))

    op.drop_table("action_log_raised")
    op.drop_table("minutes_minutes")
    op.drop_table("meetings_attendance")
    op.drop_table("meetings_agenda_item")
    with op.batch_alter_table("forward_plan_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forward_plan_item_body_id"))

    op.drop_table("forward_plan_item")
    with op.batch_alter_table("workplan_milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workplan_milestone_programme_id_due_on"))

    op.drop_table("workplan_milestone")
    with op.batch_alter_table("meetings_meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetings_meeting_starts_at"))
        batch_op.drop_index(batch_op.f("ix_meetings_meeting_body_id_starts_at"))

    op.drop_table("meetings_meeting")
    with op.batch_alter_table("bodies_chair_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bodies_chair_term_body_id_seat_from_on"))

    op.drop_table("bodies_chair_term")
    with op.batch_alter_table("actions_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actions_proposal_asked"))
        batch_op.drop_index(batch_op.f("ix_actions_proposal_action_id"))

    op.drop_table("actions_proposal")
    with op.batch_alter_table("actions_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actions_evidence_action_id"))

    op.drop_table("actions_evidence")
    with op.batch_alter_table("actions_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actions_change_at"))

    op.drop_table("actions_change")
    with op.batch_alter_table("workplan_programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workplan_programme_delivery_id"))

    op.drop_table("workplan_programme")
    with op.batch_alter_table("themes_tagged", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_themes_tagged_resource_record"))

    op.drop_table("themes_tagged")
    with op.batch_alter_table("meetings_series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetings_series_body_id"))

    op.drop_table("meetings_series")
    with op.batch_alter_table("clocks_pause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clocks_pause_clock_id"))

    op.drop_table("clocks_pause")
    op.drop_table("bodies_terms_of_reference")
    with op.batch_alter_table("bodies_standing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bodies_standing_body_id_from_on"))

    op.drop_table("bodies_standing")
    with op.batch_alter_table("bodies_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bodies_post_body_id_from_on"))

    op.drop_table("bodies_post")
    with op.batch_alter_table("actions_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actions_action_updated_at"))
        batch_op.drop_index(batch_op.f("ix_actions_action_plan_id_brag"))
        batch_op.drop_index(batch_op.f("ix_actions_action_agency_brag"))

    op.drop_table("actions_action")
    op.drop_table("workplan_priority")
    op.drop_table("workplan_delivery")
    op.drop_table("themes_theme")
    with op.batch_alter_table("snapshots_snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snapshots_snapshot_as_at"))

    op.drop_table("snapshots_snapshot")
    with op.batch_alter_table("sharing_share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sharing_share_state"))
        batch_op.drop_index(batch_op.f("ix_sharing_share_milestone_id"))

    op.drop_table("sharing_share")
    with op.batch_alter_table("reports_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_report_as_at"))

    op.drop_table("reports_report")
    op.drop_table("plans_wording")
    with op.batch_alter_table("plans_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plans_plan_body"))

    op.drop_table("plans_plan")
    op.drop_table("joint_milestone")
    op.drop_table("clocks_setting")
    with op.batch_alter_table("clocks_clock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clocks_clock_resource_record"))
        batch_op.drop_index(batch_op.f("ix_clocks_clock_due_at"))

    op.drop_table("clocks_clock")
    op.drop_table("bodies_body")
