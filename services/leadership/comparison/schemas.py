"""What the address of a comparison may say; anything unknown in it is ignored."""

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from leadership.comparison.model import EVERYWHERE, Wanted
from partnership.charts import spc

RUNS = (6, 7, 8)
_PERIOD = validate.Regexp(
    r"\d{4}(-Q[1-4])?$", error="Choose a period such as 2025 or 2025-Q1"
)


class Choose(Schema):
    """Every choice of the comparison page."""

    class Meta:
        """Addresses are passed on by mail programs that add words of their own."""

        unknown = EXCLUDE

    analysed = fields.String(load_default=None)
    boroughs = fields.List(fields.String(), load_default=list)
    first = fields.String(load_default=None, validate=_PERIOD)
    last = fields.String(load_default=None, validate=_PERIOD)
    group = fields.String(load_default=EVERYWHERE)
    year = fields.String(load_default=None, validate=_PERIOD)
    run = fields.Integer(
        load_default=7,
        validate=validate.OneOf(RUNS, error="Choose a run of 6, 7 or 8 points"),
    )
    outliers = fields.String(load_default="keep")

    @post_load
    def as_wanted(self, data: dict[str, Any], **_rest: object) -> dict[str, Any]:
        settings = spc.Settings(
            run_length=data["run"],
            trend_length=data["run"],
            screen_outliers=data["outliers"] == "screen",
        )
        return {
            "wanted": Wanted(
                analysed=data["analysed"],
                boroughs=tuple(data["boroughs"]),
                first=data["first"],
                last=data["last"],
                group=data["group"],
                funnel_period=data["year"],
                settings=settings,
            )
        }
