"""The errors people meet, each with its status and its public words.

AccordError
├── Invalid        422  what was entered cannot be used (says which field)
├── NotAllowed     403  signed in, but not for this
├── NotFound       404  not there, or not for this person to know of
├── Conflict       409  somebody or something else changed it first
└── Unavailable    503  a part we need is away; trying later helps
"""

from collections.abc import Mapping


class AccordError(Exception):
    """Something went wrong that a person can be told about."""

    status = 500
    code = "internal-error"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class Invalid(AccordError):
    """What was entered cannot be used."""

    status = 422
    code = "invalid"

    def __init__(
        self, message: str = "", fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.fields: Mapping[str, str] = fields or {}


class NotAllowed(AccordError):
    """You are signed in, but your role does not allow this."""

    status = 403
    code = "not-allowed"


class NotFound(AccordError):
    """This is not here."""

    status = 404
    code = "not-found"


class Conflict(AccordError):
    """This was changed by somebody else since you opened it."""

    status = 409
    code = "conflict"


class Unavailable(AccordError):
    """A part this needs is away. Nothing was lost; try again later."""

    status = 503
    code = "unavailable"
