"""What a section of a reporting form may carry: its own questions, and no other."""

from typing import Any

from marshmallow import Schema, fields, validate

from borough.form_answers.model import LONGEST
from kit.access.model import ConflictKind
from partnership.death_rules.reporting_forms import Section


class Seen(Schema):
    """Only the version that was seen."""

    seen = fields.Integer(required=True)


class SteppedBack(Schema):
    """Why somebody must not answer."""

    kind = fields.Enum(
        ConflictKind, by_value=True, required=True, metadata={"label": "The reason"}
    )


def answers_to(section: Section) -> Schema:
    """The form of one section; no answer is needed to save."""
    boxes: dict[str, fields.Field[Any]] = {
        each.word: fields.String(
            load_default="",
            validate=validate.Length(
                max=LONGEST, error=f"Use at most {LONGEST:,} characters"
            ),
            metadata={"label": each.label},
        )
        for each in section.questions
    }
    boxes["nothing"] = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})
    boxes["seen"] = fields.Integer(required=True)
    made: type[Schema] = Schema.from_dict(boxes)
    return made()
