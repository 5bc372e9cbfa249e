"""What the address of the record may say."""

from marshmallow import EXCLUDE, Schema, fields

from kit.data_classes import DataClass


class Choose(Schema):
    """Which class of data to look at; without one, all."""

    class Meta:
        """Addresses are passed on by mail programs that add words of their own."""

        unknown = EXCLUDE

    data_class = fields.Enum(
        DataClass,
        by_value=True,
        load_default=None,
        metadata={"label": "The class"},
        error_messages={"unknown": "Choose one of the classes of data in the list"},
    )
