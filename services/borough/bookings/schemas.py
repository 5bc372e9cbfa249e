"""What forms about bookings may carry."""

from email.errors import MessageError
from email.headerregistry import Address
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from borough.bookings.model import MOST_STAFF, Staff
from partnership.agencies import AGENCIES
from partnership.places.model import State


class People(fields.String):
    """People, one to a line: a name, a comma, a work address."""

    def _deserialize(self, value: Any, *more: Any, **data: Any) -> Any:  # noqa: ANN401 - the library's own signature
        text = super()._deserialize(value, *more, **data)
        lines = [line.strip() for line in str(text).splitlines() if line.strip()]
        if len(lines) > MOST_STAFF:
            raise ValidationError(f"Book at most {MOST_STAFF} people at once")
        return [one(line, number) for number, line in enumerate(lines, start=1)]


def one(line: str, number: int) -> Staff:
    """The person of a line; raises ValidationError naming the line."""
    name, _, email = (part.strip() for part in line.rpartition(","))
    name = name or line.partition(",")[0].strip()
    if not name or not email or name == email or len(name) > 120:
        raise ValidationError(
            f"Line {number}: write a name, a comma and a work address"
        )
    if len(email) > 254 or not _is_address(email):
        raise ValidationError(
            f"Line {number}: the address must be such as name@example.org"
        )
    return Staff(name=name, email=email)


def _is_address(text: str) -> bool:
    try:
        address = Address(addr_spec=text)
    except (MessageError, ValueError, IndexError):
        return False
    return bool(address.username and "." in address.domain)


def _employer() -> fields.UUID:
    return fields.UUID(load_default=None, metadata={"label": "The organisation"})


def _elsewhere() -> fields.List[str]:
    words = fields.String(validate=validate.OneOf(("yes",)))
    return fields.List(words, load_default=list)


class Own(Schema):
    """A place for oneself."""

    agency = fields.String(
        load_default="",
        validate=validate.OneOf(["", *AGENCIES], error="Choose one of the agencies"),
        metadata={"label": "Your agency"},
    )
    employer_id = _employer()
    elsewhere = _elsewhere()


class Group(Schema):
    """Places for staff."""

    staff = People(required=True, metadata={"label": "At least one person"})
    agency = fields.String(
        load_default="",
        validate=validate.OneOf(["", *AGENCIES], error="Choose one of the agencies"),
        metadata={"label": "The agency"},
    )
    employer_id = _employer()
    partly = fields.Boolean(required=True, metadata={"label": "If some have to wait"})
    elsewhere = _elsewhere()


class Substituted(Schema):
    """Who takes the place."""

    name = fields.String(
        required=True, validate=validate.Length(1, 120), metadata={"label": "The name"}
    )
    email = fields.Email(required=True, metadata={"label": "The work address"})
    elsewhere = _elsewhere()
    seen = fields.Integer(required=True)


class Seen(Schema):
    """A deed on a booking as it was seen."""

    seen = fields.Integer(required=True)


class Decided(Seen):
    """What the agency says."""

    approved = fields.Boolean(required=True)


class Filter(Schema):
    """Which bookings are listed."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    state = fields.Enum(State, by_value=True, load_default=None)
    agency = fields.String(load_default="", validate=validate.OneOf(["", *AGENCIES]))
