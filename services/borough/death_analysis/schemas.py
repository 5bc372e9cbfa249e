"""What forms about an analysis may carry."""

from marshmallow import Schema, fields

from borough.deaths.schemas import yes_or_no
from borough.reviews.schemas import a_text
from partnership.death_rules.analysis import Domain, Factor
from partnership.death_rules.categories import Category


class Written(Schema):
    """The words of an analysis."""

    summary = a_text("The summary", 8000)
    learning = a_text("What was learnt", 8000, needed=False)
    good_practice = a_text("What was done well", 8000, needed=False)
    referred = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})
    seen = fields.Integer(required=True)


class Categorised(Schema):
    """The categories that apply, and the one that counts."""

    ticked = fields.List(
        fields.Enum(Category, by_value=fields.Integer()),
        load_default=list,
        metadata={"label": "The categories"},
    )
    override = fields.Enum(
        Category,
        by_value=fields.Integer(),
        load_default=None,
        metadata={"label": "The category that counts"},
    )
    reason = a_text("The reason", 2000, needed=False)
    seen = fields.Integer(required=True)


class Weighed(Schema):
    """One factor."""

    domain = fields.Enum(
        Domain, by_value=True, required=True, metadata={"label": "The domain"}
    )
    factor = fields.Enum(
        Factor, by_value=True, required=True, metadata={"label": "The factor"}
    )
    value = fields.Integer(required=True, metadata={"label": "The weight"})
    modifiable = yes_or_no("Whether it could be changed")
    text = a_text("The factor in words", 4000)


class Finished(Schema):
    """Whether too little is known to say what could be changed."""

    inadequate = fields.Boolean(
        load_default=False, truthy={"yes"}, falsy={"no"}, metadata={"label": "Known"}
    )
    seen = fields.Integer(required=True)


class Seen(Schema):
    """The version that was seen."""

    seen = fields.Integer(required=True)
