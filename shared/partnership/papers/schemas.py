"""What forms about papers may carry."""

from marshmallow import Schema, fields

from partnership.bodies.schemas import choice, words
from partnership.decisions.schemas import text_if_any
from partnership.papers.model import Openness


def a_file() -> fields.Raw:
    """One file."""
    return fields.Raw(
        required=True,
        metadata={"label": "The file"},
        error_messages={"required": "Choose a PDF, Word (docx) or Excel (xlsx) file"},
    )


class Add(Schema):
    """A paper, for whom it is open, and its file."""

    title = words("The title", 200, "Give the paper a title")
    openness = choice(Openness, "Say who may read it")
    reason = text_if_any("The reason", 1000)
    item_id = fields.UUID(load_default=None)
    file = a_file()


class Revise(Schema):
    """A newer version, and what changed."""

    because = words("What changed", 1000, "Say what changed")
    file = a_file()


class Withdraw(Schema):
    """Why a paper is withdrawn."""

    reason = words("The reason", 1000, "Say why")
