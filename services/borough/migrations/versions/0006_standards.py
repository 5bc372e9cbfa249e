"""standards."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "adoptions_position",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("standard_version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("open_for", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("position", sa.String(length=40), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("body_name", sa.String(length=120), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("preview", sa.String(length=64), nullable=True),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("prepared_by_post", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by_post", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_because", sa.Text(), nullable=True),
        sa.Column("correlation_id", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions_position")),
        sa.UniqueConstraint("open_for", name=op.f("uq_adoptions_position_open_for")),
        sa.UniqueConstraint(
            "standard", "number", name=op.f("uq_adoptions_position_standard_number")
        ),
    )
    op.create_table(
        "agency_answers_file",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_answers_file")),
    )
    op.create_table(
        "audit_plan_audit",
        sa.Column("theme", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("recommendation_id", sa.Uuid(), nullable=True),
        sa.Column("again_of", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.Column("dropped_because", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["again_of"],
            ["audit_plan_audit.id"],
            name=op.f("fk_audit_plan_audit_again_of"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_plan_audit")),
    )
    with op.batch_alter_table("audit_plan_audit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_plan_audit_again_of"), ["again_of"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_audit_plan_audit_year"), ["year"], unique=False
        )

    op.create_table(
        "audit_summaries_summary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_summaries_summary")),
        sa.UniqueConstraint("number", name=op.f("uq_audit_summaries_summary_number")),
    )
    with op.batch_alter_table("audit_summaries_summary", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_summaries_summary_state"), ["state"], unique=False
        )

    op.create_table(
        "consultations_draft_received",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("circulated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations_draft_received")),
    )
    op.create_table(
        "courses_course",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("requires", sa.String(length=40), nullable=True),
        sa.Column("refresh_months", sa.Integer(), nullable=True),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("theme", sa.String(length=60), nullable=True),
        sa.Column("recommendation_id", sa.Uuid(), nullable=True),
        sa.Column("standard", sa.String(length=60), nullable=True),
        sa.Column("item", sa.String(length=20), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_course")),
        sa.UniqueConstraint("code", name=op.f("uq_courses_course_code")),
    )
    op.create_table(
        "host_rules_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("cancel_days", sa.Integer(), nullable=False),
        sa.Column("close_days", sa.Integer(), nullable=False),
        sa.Column("hold_days", sa.Integer(), nullable=False),
        sa.Column("half_day_pence", sa.Integer(), nullable=False),
        sa.Column("full_day_pence", sa.Integer(), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("late_is", sa.String(length=40), nullable=False),
        sa.Column("keep_months", sa.Integer(), nullable=False),
        sa.Column("exempt", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_rules_rule")),
        sa.UniqueConstraint("from_on", name=op.f("uq_host_rules_rule_from_on")),
    )
    op.create_table(
        "offered_events_event",
        sa.Column("host", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "host", "event_id", name=op.f("pk_offered_events_event")
        ),
    )
    with op.batch_alter_table("offered_events_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_offered_events_event_starts_at"), ["starts_at"], unique=False
        )

    op.create_table(
        "place_answers_request",
        sa.Column("home", sa.String(length=40), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("refused", sa.String(length=40), nullable=True),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("told_said", sa.JSON(), nullable=False),
        sa.Column("names_deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "home", "request_id", name=op.f("pk_place_answers_request")
        ),
    )
    with op.batch_alter_table("place_answers_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_place_answers_request_event_id"), ["event_id"], unique=False
        )

    op.create_table(
        "places_elsewhere_ask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("partly", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_post", sa.String(length=120), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("names_deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_elsewhere_ask")),
    )
    with op.batch_alter_table("places_elsewhere_ask", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_places_elsewhere_ask_host_event_id"),
            ["host", "event_id"],
            unique=False,
        )

    op.create_table(
        "reach_workforce",
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "year", name=op.f("pk_reach_workforce")),
    )
    op.create_table(
        "section_returns_copy",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("standard_version", sa.Integer(), nullable=False),
        sa.Column("agency_name", sa.String(length=160), nullable=False),
        sa.Column("core", sa.JSON(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("consented_post", sa.String(length=120), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.Column("released_post", sa.String(length=120), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_returns_copy")),
        sa.UniqueConstraint(
            "source",
            "return_id",
            "number",
            name=op.f("uq_section_returns_copy_source_return_id_number"),
        ),
    )
    op.create_table(
        "section_returns_heard",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint(
            "source", "return_id", name=op.f("pk_section_returns_heard")
        ),
    )
    op.create_table(
        "self_assessments_cycle",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("standard_version", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessments_cycle")),
    )
    op.create_table(
        "training_summaries_summary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_summaries_summary")),
        sa.UniqueConstraint(
            "period", "number", name=op.f("uq_training_summaries_summary_period_number")
        ),
    )
    with op.batch_alter_table("training_summaries_summary", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_summaries_summary_state"), ["state"], unique=False
        )

    op.create_table(
        "adoptions_entry",
        sa.Column("adoption_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.String(length=12), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("section", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("maps_to", sa.String(length=12), nullable=True),
        sa.Column("fit", sa.String(length=40), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("dropped_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["adoption_id"],
            ["adoptions_position.id"],
            name=op.f("fk_adoptions_entry_adoption_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "adoption_id", "item_id", name=op.f("pk_adoptions_entry")
        ),
    )
    op.create_table(
        "case_audits_audit",
        sa.Column("planned_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(length=160), nullable=False),
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("standard_version", sa.Integer(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["planned_id"],
            ["audit_plan_audit.id"],
            name=op.f("fk_case_audits_audit_planned_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_audits_audit")),
        sa.UniqueConstraint("planned_id", name=op.f("uq_case_audits_audit_planned_id")),
    )
    op.create_table(
        "consultations_response",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("preview", sa.String(length=64), nullable=True),
        sa.Column("prepared_by", sa.Uuid(), nullable=True),
        sa.Column("prepared_by_post", sa.String(length=80), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by_post", sa.String(length=80), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["consultations_draft_received.id"],
            name=op.f("fk_consultations_response_draft_id"),
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_consultations_response")),
    )
    op.create_table(
        "events_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("quotas", sa.JSON(), nullable=False),
        sa.Column("release_on", sa.Date(), nullable=True),
        sa.Column("trainer_agency", sa.String(length=60), nullable=False),
        sa.Column("trainer_post", sa.String(length=120), nullable=False),
        sa.Column("joining", sa.Text(), nullable=False),
        sa.Column("called_off", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses_course.id"], name=op.f("fk_events_event_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["host_rules_rule.id"], name=op.f("fk_events_event_rule_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events_event")),
    )
    with op.batch_alter_table("events_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_events_event_course_id"), ["course_id"], unique=False
        )

    op.create_table(
        "places_elsewhere_seat",
        sa.Column("ask_id", sa.Uuid(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("done_before", sa.Boolean(), nullable=False),
        sa.Column("next_name", sa.String(length=120), nullable=True),
        sa.Column("next_email", sa.String(length=254), nullable=True),
        sa.Column("wish", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("charge_pence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ask_id"],
            ["places_elsewhere_ask.id"],
            name=op.f("fk_places_elsewhere_seat_ask_id"),
        ),
        sa.PrimaryKeyConstraint(
            "ask_id", "seat", name=op.f("pk_places_elsewhere_seat")
        ),
    )
    with op.batch_alter_table("places_elsewhere_seat", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_places_elsewhere_seat_email"), ["email"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_places_elsewhere_seat_person_id"),
            ["person_id"],
            unique=False,
        )

    op.create_table(
        "practice_surveys_survey",
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["self_assessments_cycle.id"],
            name=op.f("fk_practice_surveys_survey_cycle_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_surveys_survey")),
        sa.UniqueConstraint(
            "cycle_id", name=op.f("uq_practice_surveys_survey_cycle_id")
        ),
    )
    op.create_table(
        "self_assessments_return",
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("register_id", sa.Uuid(), nullable=True),
        sa.Column("is_school", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("sent_post", sa.String(length=120), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_post", sa.String(length=120), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_returned_on", sa.Date(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("copy_id", sa.Uuid(), nullable=True),
        sa.Column("covered", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["self_assessments_cycle.id"],
            name=op.f("fk_self_assessments_return_cycle_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessments_return")),
        sa.UniqueConstraint(
            "cycle_id",
            "agency",
            "name",
            name=op.f("uq_self_assessments_return_cycle_id_agency_name"),
        ),
    )
    with op.batch_alter_table("self_assessments_return", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_self_assessments_return_cycle_id"),
            ["cycle_id"],
            unique=False,
        )

    op.create_table(
        "agency_answers_answer",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["self_assessments_return.id"],
            name=op.f("fk_agency_answers_answer_return_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_answers_answer")),
        sa.UniqueConstraint(
            "return_id",
            "question",
            name=op.f("uq_agency_answers_answer_return_id_question"),
        ),
    )
    op.create_table(
        "agency_answers_evidence",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["agency_answers_file.id"],
            name=op.f("fk_agency_answers_evidence_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["self_assessments_return.id"],
            name=op.f("fk_agency_answers_evidence_return_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_answers_evidence")),
    )
    with op.batch_alter_table("agency_answers_evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_answers_evidence_return_id"),
            ["return_id"],
            unique=False,
        )

    op.create_table(
        "audit_findings_finding",
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("domain", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["case_audits_audit.id"],
            name=op.f("fk_audit_findings_finding_audit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_findings_finding")),
        sa.UniqueConstraint(
            "audit_id", "number", name=op.f("uq_audit_findings_finding_audit_id_number")
        ),
    )
    op.create_table(
        "bookings_booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("request", sa.String(length=60), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("home", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("elsewhere", sa.Boolean(), nullable=False),
        sa.Column("booked_by", sa.Uuid(), nullable=True),
        sa.Column("approval", sa.String(length=40), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events_event.id"], name=op.f("fk_bookings_booking_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings_booking")),
        sa.UniqueConstraint(
            "event_id",
            "request",
            "seat",
            name=op.f("uq_bookings_booking_event_id_request_seat"),
        ),
    )
    with op.batch_alter_table("bookings_booking", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_bookings_booking_agency_state"),
            ["agency", "state"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_bookings_booking_email"), ["email"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_bookings_booking_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "case_audits_case",
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["case_audits_audit.id"],
            name=op.f("fk_case_audits_case_audit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_audits_case")),
        sa.UniqueConstraint("reference", name=op.f("uq_case_audits_case_reference")),
    )
    with op.batch_alter_table("case_audits_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_audits_case_audit_id"), ["audit_id"], unique=False
        )

    op.create_table(
        "consultations_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=12), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["consultations_response.draft_id"],
            name=op.f("fk_consultations_comment_draft_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations_comment")),
    )
    with op.batch_alter_table("consultations_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultations_comment_draft_id"), ["draft_id"], unique=False
        )

    op.create_table(
        "events_entry",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("request", sa.String(length=60), nullable=False),
        sa.Column("home", sa.String(length=40), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("partly", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("rules", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events_event.id"], name=op.f("fk_events_entry_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "number", name=op.f("pk_events_entry")),
    )
    op.create_table(
        "events_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events_event.id"], name=op.f("fk_events_session_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events_session")),
    )
    with op.batch_alter_table("events_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_events_session_event_id_starts_at"),
            ["event_id", "starts_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_events_session_starts_at"), ["starts_at"], unique=False
        )

    op.create_table(
        "moderation_gap",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["self_assessments_return.id"],
            name=op.f("fk_moderation_gap_return_id"),
        ),
        sa.PrimaryKeyConstraint(
            "return_id", "question", "action_id", name=op.f("pk_moderation_gap")
        ),
    )
    op.create_table(
        "moderation_score",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["self_assessments_return.id"],
            name=op.f("fk_moderation_score_return_id"),
        ),
        sa.PrimaryKeyConstraint(
            "return_id", "question", "version", name=op.f("pk_moderation_score")
        ),
    )
    op.create_table(
        "offers_offer",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("words", sa.JSON(), nullable=True),
        sa.Column("next_words", sa.JSON(), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events_event.id"], name=op.f("fk_offers_offer_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_offers_offer")),
    )
    op.create_table(
        "practice_surveys_key",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["self_assessments_return.id"],
            name=op.f("fk_practice_surveys_key_return_id"),
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["practice_surveys_survey.id"],
            name=op.f("fk_practice_surveys_key_survey_id"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_practice_surveys_key")),
    )
    with op.batch_alter_table("practice_surveys_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practice_surveys_key_survey_id"), ["survey_id"], unique=False
        )

    op.create_table(
        "section_returns_answered",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("borough", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("standard_version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["self_assessments_return.id"],
            name=op.f("fk_section_returns_answered_return_id"),
        ),
        sa.PrimaryKeyConstraint(
            "return_id", "borough", name=op.f("pk_section_returns_answered")
        ),
    )
    op.create_table(
        "section_returns_share",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("standard_version", sa.Integer(), nullable=False),
        sa.Column("boroughs", sa.JSON(), nullable=False),
        sa.Column("core", sa.JSON(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("consented_by", sa.Uuid(), nullable=False),
        sa.Column("consented_post", sa.String(length=120), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_post", sa.String(length=120), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("correlation_id", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["self_assessments_return.id"],
            name=op.f("fk_section_returns_share_return_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_returns_share")),
        sa.UniqueConstraint(
            "return_id",
            "number",
            name=op.f("uq_section_returns_share_return_id_number"),
        ),
    )
    op.create_table(
        "self_assessments_step",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["self_assessments_return.id"],
            name=op.f("fk_self_assessments_step_return_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessments_step")),
    )
    with op.batch_alter_table("self_assessments_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_self_assessments_step_return_id"),
            ["return_id"],
            unique=False,
        )

    op.create_table(
        "agency_answers_serves",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["agency_answers_evidence.id"],
            name=op.f("fk_agency_answers_serves_evidence_id"),
        ),
        sa.PrimaryKeyConstraint(
            "evidence_id", "question", name=op.f("pk_agency_answers_serves")
        ),
    )
    op.create_table(
        "attendance_mark",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings_booking.id"],
            name=op.f("fk_attendance_mark_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["events_session.id"],
            name=op.f("fk_attendance_mark_session_id"),
        ),
        sa.PrimaryKeyConstraint(
            "booking_id", "session_id", name=op.f("pk_attendance_mark")
        ),
    )
    op.create_table(
        "audit_findings_action",
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["audit_findings_finding.id"],
            name=op.f("fk_audit_findings_action_finding_id"),
        ),
        sa.PrimaryKeyConstraint(
            "finding_id", "action_id", name=op.f("pk_audit_findings_action")
        ),
    )
    op.create_table(
        "audit_findings_recommendation",
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["audit_findings_finding.id"],
            name=op.f("fk_audit_findings_recommendation_finding_id"),
        ),
        sa.PrimaryKeyConstraint(
            "finding_id",
            "recommendation_id",
            name=op.f("pk_audit_findings_recommendation"),
        ),
    )
    op.create_table(
        "audit_grades_agreed",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_audits_case.id"],
            name=op.f("fk_audit_grades_agreed_case_id"),
        ),
        sa.PrimaryKeyConstraint(
            "case_id", "domain", "version", name=op.f("pk_audit_grades_agreed")
        ),
    )
    op.create_table(
        "case_audits_tool",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("child_view", sa.Text(), nullable=False),
        sa.Column("parent_view", sa.Text(), nullable=False),
        sa.Column("practitioner", sa.Boolean(), nullable=True),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_audits_case.id"],
            name=op.f("fk_case_audits_tool_case_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_audits_tool")),
        sa.UniqueConstraint(
            "case_id", "agency", name=op.f("uq_case_audits_tool_case_id_agency")
        ),
    )
    with op.batch_alter_table("case_audits_tool", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_audits_tool_agency"), ["agency"], unique=False
        )

    op.create_table(
        "charges_charge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("home", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waived_by", sa.String(length=60), nullable=False),
        sa.Column("waived_because", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings_booking.id"],
            name=op.f("fk_charges_charge_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events_event.id"], name=op.f("fk_charges_charge_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges_charge")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_charges_charge_booking_id")),
    )
    with op.batch_alter_table("charges_charge", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_charges_charge_agency_made_at"),
            ["agency", "made_at"],
            unique=False,
        )

    op.create_table(
        "evaluation_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("used", sa.String(length=40), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings_booking.id"],
            name=op.f("fk_evaluation_answer_booking_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_answer")),
        sa.UniqueConstraint(
            "booking_id", "stage", name=op.f("uq_evaluation_answer_booking_id_stage")
        ),
    )
    op.create_table(
        "evaluation_reminder",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings_booking.id"],
            name=op.f("fk_evaluation_reminder_booking_id"),
        ),
        sa.PrimaryKeyConstraint(
            "booking_id", "stage", name=op.f("pk_evaluation_reminder")
        ),
    )
    op.create_table(
        "offers_key",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("public", sa.JSON(), nullable=False),
        sa.Column("secret", sa.String(length=60), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["offers_offer.event_id"], name=op.f("fk_offers_key_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_offers_key")),
    )
    op.create_table(
        "practice_surveys_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["practice_surveys_key.key"],
            name=op.f("fk_practice_surveys_reply_key"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_surveys_reply")),
    )
    with op.batch_alter_table("practice_surveys_reply", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practice_surveys_reply_key"), ["key"], unique=False
        )

    op.create_table(
        "audit_alerts_alert",
        sa.Column("tool_id", sa.Uuid(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_post", sa.String(length=120), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("done_post", sa.String(length=120), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tool_id"],
            ["case_audits_tool.id"],
            name=op.f("fk_audit_alerts_alert_tool_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_alerts_alert")),
    )
    with op.batch_alter_table("audit_alerts_alert", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_alerts_alert_tool_id"), ["tool_id"], unique=False
        )

    op.create_table(
        "audit_grades_moderated",
        sa.Column("tool_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tool_id"],
            ["case_audits_tool.id"],
            name=op.f("fk_audit_grades_moderated_tool_id"),
        ),
        sa.PrimaryKeyConstraint(
            "tool_id", "domain", "version", name=op.f("pk_audit_grades_moderated")
        ),
    )
    op.create_table(
        "case_audits_grade",
        sa.Column("tool_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=True),
        sa.Column("shown_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tool_id"],
            ["case_audits_tool.id"],
            name=op.f("fk_case_audits_grade_tool_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_audits_grade")),
        sa.UniqueConstraint(
            "tool_id", "domain", name=op.f("uq_case_audits_grade_tool_id_domain")
        ),
    )
    with op.batch_alter_table("standards_received", schema=None) as batch_op:
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


def downgrade() -> None:
    with op.batch_alter_table("standards_received", schema=None) as batch_op:
        batch_op.drop_column("removed")
        batch_op.drop_column("items")

    op.drop_table("case_audits_grade")
    op.drop_table("audit_grades_moderated")
    with op.batch_alter_table("audit_alerts_alert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_alerts_alert_tool_id"))

    op.drop_table("audit_alerts_alert")
    with op.batch_alter_table("practice_surveys_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_surveys_reply_key"))

    op.drop_table("practice_surveys_reply")
    op.drop_table("offers_key")
    op.drop_table("evaluation_reminder")
    op.drop_table("evaluation_answer")
    with op.batch_alter_table("charges_charge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_charges_charge_agency_made_at"))

    op.drop_table("charges_charge")
    with op.batch_alter_table("case_audits_tool", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_audits_tool_agency"))

    op.drop_table("case_audits_tool")
    op.drop_table("audit_grades_agreed")
    op.drop_table("audit_findings_recommendation")
    op.drop_table("audit_findings_action")
    op.drop_table("attendance_mark")
    op.drop_table("agency_answers_serves")
    with op.batch_alter_table("self_assessments_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_self_assessments_step_return_id"))

    op.drop_table("self_assessments_step")
    op.drop_table("section_returns_share")
    op.drop_table("section_returns_answered")
    with op.batch_alter_table("practice_surveys_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_surveys_key_survey_id"))

    op.drop_table("practice_surveys_key")
    op.drop_table("offers_offer")
    op.drop_table("moderation_score")
    op.drop_table("moderation_gap")
    with op.batch_alter_table("events_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_session_starts_at"))
        batch_op.drop_index(batch_op.f("ix_events_session_event_id_starts_at"))

    op.drop_table("events_session")
    op.drop_table("events_entry")
    with op.batch_alter_table("consultations_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultations_comment_draft_id"))

    op.drop_table("consultations_comment")
    with op.batch_alter_table("case_audits_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_audits_case_audit_id"))

    op.drop_table("case_audits_case")
    with op.batch_alter_table("bookings_booking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bookings_booking_person_id"))
        batch_op.drop_index(batch_op.f("ix_bookings_booking_email"))
        batch_op.drop_index(batch_op.f("ix_bookings_booking_agency_state"))

    op.drop_table("bookings_booking")
    op.drop_table("audit_findings_finding")
    with op.batch_alter_table("agency_answers_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_answers_evidence_return_id"))

    op.drop_table("agency_answers_evidence")
    op.drop_table("agency_answers_answer")
    with op.batch_alter_table("self_assessments_return", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_self_assessments_return_cycle_id"))

    op.drop_table("self_assessments_return")
    op.drop_table("practice_surveys_survey")
    with op.batch_alter_table("places_elsewhere_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_places_elsewhere_seat_person_id"))
        batch_op.drop_index(batch_op.f("ix_places_elsewhere_seat_email"))

    op.drop_table("places_elsewhere_seat")
    with op.batch_alter_table("events_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_event_course_id"))

    op.drop_table("events_event")
    op.drop_table("consultations_response")
    op.drop_table("case_audits_audit")
    op.drop_table("adoptions_entry")
    with op.batch_alter_table("training_summaries_summary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_summaries_summary_state"))

    op.drop_table("training_summaries_summary")
    op.drop_table("self_assessments_cycle")
    op.drop_table("section_returns_heard")
    op.drop_table("section_returns_copy")
    op.drop_table("reach_workforce")
    with op.batch_alter_table("places_elsewhere_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_places_elsewhere_ask_host_event_id"))

    op.drop_table("places_elsewhere_ask")
    with op.batch_alter_table("place_answers_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_answers_request_event_id"))

    op.drop_table("place_answers_request")
    with op.batch_alter_table("offered_events_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offered_events_event_starts_at"))

    op.drop_table("offered_events_event")
    op.drop_table("host_rules_rule")
    op.drop_table("courses_course")
    op.drop_table("consultations_draft_received")
    with op.batch_alter_table("audit_summaries_summary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_summaries_summary_state"))

    op.drop_table("audit_summaries_summary")
    with op.batch_alter_table("audit_plan_audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_plan_audit_year"))
        batch_op.drop_index(batch_op.f("ix_audit_plan_audit_again_of"))

    op.drop_table("audit_plan_audit")
    op.drop_table("agency_answers_file")
    op.drop_table("adoptions_position")
