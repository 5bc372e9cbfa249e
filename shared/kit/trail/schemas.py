"""What the address of the trail's page may ask for."""

from marshmallow import (
    EXCLUDE,
    Schema,
    ValidationError,
    fields,
    validate,
    validates_schema,
)

from kit.trail.model import OPAQUE, Outcome


class Find(Schema):
    """Which rows to show; without a word, the latest."""

    class Meta:
        """Addresses are passed on by mail programs that add words of their own."""

        unknown = EXCLUDE

    act = fields.String(load_default="")
    resource = fields.String(load_default="")
    record = fields.String(
        load_default="",
        validate=validate.Regexp(
            rf"({OPAQUE.pattern})?\Z",
            error="The record is found by its id, such as "
            "019ab000-0000-7000-8000-000000000000. Names are not in the trail",
        ),
    )
    person = fields.String(load_default="")
    outcome = fields.Enum(
        Outcome,
        by_value=True,
        load_default=None,
        error_messages={"unknown": "Choose one of the outcomes in the list"},
    )
    since = fields.Date(load_default=None, metadata={"label": "From"})
    until = fields.Date(load_default=None, metadata={"label": "To"})
    before = fields.Integer(load_default=None, metadata={"label": "Older than row"})

    @validates_schema(skip_on_field_errors=True)
    def _in_order(self, data: dict[str, object], **_: object) -> None:
        since, until = data.get("since"), data.get("until")
        if since and until and str(until) < str(since):
            raise ValidationError("To must be the same day as From or later", "until")
