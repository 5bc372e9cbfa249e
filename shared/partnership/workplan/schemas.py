"""What the forms of the work programme, and addresses of its list, may carry."""

from marshmallow import EXCLUDE, Schema, fields, validate


def _text(label: str, most: int, *, required: bool = True) -> fields.String:
    rule = validate.Length(max=most, error=f"Use at most {most:,} characters")
    if required:
        return fields.String(required=True, validate=rule, metadata={"label": label})
    return fields.String(load_default="", validate=rule, metadata={"label": label})


def _day(label: str, *, required: bool = False) -> fields.Date:
    if required:
        return fields.Date(required=True, metadata={"label": label})
    return fields.Date(load_default=None, metadata={"label": label})


class Priority(Schema):
    """A new priority."""

    title = _text("The priority", 200)
    reference = fields.String(
        load_default=None,
        validate=validate.Length(max=80, error="Use at most 80 characters"),
        metadata={"label": "The shared standard"},
    )
    body = fields.String(load_default=None, metadata={"label": "The body"})
    from_on = _day("The first day", required=True)
    until_on = _day("The last day")


class Delivery(Schema):
    """A new delivery plan."""

    title = _text("The title", 200)
    note = _text("The note", 2000, required=False)
    body = fields.String(load_default=None, metadata={"label": "The body"})
    from_on = _day("The first day", required=True)
    until_on = _day("The last day", required=True)


class Programme(Schema):
    """A new programme of one year."""

    delivery_id = fields.UUID(required=True, metadata={"label": "The delivery plan"})
    title = _text("The title", 200)
    body = fields.String(load_default=None, metadata={"label": "The body"})
    from_on = _day("The first day", required=True)
    until_on = _day("The last day", required=True)


class Milestone(Schema):
    """A new milestone."""

    programme_id = fields.UUID(required=True, metadata={"label": "The programme"})
    priority_id = fields.UUID(load_default=None, metadata={"label": "The priority"})
    title = _text("The milestone", 300)
    owner_post = _text("The owner's post", 120)
    due_on = _day("The due date", required=True)
    forecast_on = _day("The forecast")
    lead = fields.String(load_default=None, metadata={"label": "The borough"})
    seen_by = fields.List(fields.String(), load_default=list)


class Told(Schema):
    """How a milestone stands, and which version was seen."""

    version = fields.Integer(required=True)
    due_on = _day("The due date", required=True)
    forecast_on = _day("The forecast")
    done_on = _day("The day it was done")
    note = _text("The note", 2000, required=False)


class SharedWith(Schema):
    """The boroughs that are to see a milestone, and which version was seen."""

    version = fields.Integer(required=True)
    seen_by = fields.List(fields.String(), load_default=list)


class Listed(Schema):
    """The filters of the list; what cannot be read filters nothing."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    programme = fields.UUID(load_default=None)
    stands = fields.String(
        load_default=None, validate=validate.OneOf(["done", "late", "to do"])
    )
