"""What forms about events may carry."""

from collections.abc import Iterable
from datetime import datetime

from marshmallow import EXCLUDE, Schema, fields, validate

from borough.courses.model import Level
from borough.courses.schemas import a_number, a_text
from borough.events.model import Why
from kit.clock import LONDON
from partnership.agencies import AGENCIES

QUOTA = "quota-"
_WEB = validate.Regexp(
    r"https://[^\s]{4,290}\Z", error="Enter an address that begins with https://"
)
_TIME = "Enter a time such as 14:30"


class Sat(Schema):
    """When and where a session is."""

    on = fields.Date(required=True, metadata={"label": "The day"})
    at = fields.Time(
        "%H:%M",
        required=True,
        error_messages={"required": _TIME, "invalid": _TIME},
        metadata={"label": "The time"},
    )
    minutes = a_number("How long it lasts", 10, 600)
    room = a_text("The room", 200, needed=False)
    link = fields.String(load_default="", validate=_WEB, metadata={"label": "The link"})
    seen = fields.Integer(load_default=None)


class Offered(Schema):
    """What an event offers; the quotas are added by :func:`offered`."""

    capacity = a_number("The number of places", 1, 500)
    release_on = fields.Date(load_default=None, metadata={"label": "The release day"})
    trainer_agency = fields.String(
        required=True,
        validate=validate.OneOf(list(AGENCIES), error="Choose one of the agencies"),
        metadata={"label": "The agency that teaches"},
    )
    trainer_post = a_text("The post that teaches", 120)
    joining = a_text("The joining instructions", 4000, needed=False)
    seen = fields.Integer(load_default=None)


def offered(boroughs: Iterable[str], *, with_session: bool = False) -> Schema:
    """The form of an event, with a quota for each borough."""
    quotas = {
        f"{QUOTA}{slug}": a_number("A quota", 0, 500, default=0, needed=False)
        for slug in boroughs
    }
    bases = (Offered, Sat) if with_session else (Offered,)
    made = type("OfferedHere", bases, quotas)
    found: Schema = made()
    return found


class Seen(Schema):
    """A deed on an event as it was seen."""

    seen = fields.Integer(required=True)


class CalledOff(Seen):
    """Why an event is called off."""

    why = fields.Enum(Why, by_value=True, required=True, metadata={"label": "Why"})


class Filter(Schema):
    """Which events are listed."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    course = fields.UUID(load_default=None)
    level = fields.Enum(Level, by_value=True, load_default=None)
    which = fields.String(
        load_default="coming", validate=validate.OneOf(("coming", "past"))
    )


def moment(data: dict[str, object]) -> datetime:
    """The beginning of a session, out of its day and time."""
    on, at = data.pop("on"), data.pop("at")
    return datetime.combine(on, at, LONDON)  # type: ignore[arg-type]  # the schema's
