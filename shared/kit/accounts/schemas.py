"""What sign-in forms may carry."""

from marshmallow import Schema, fields, validate

from kit.accounts.passwords import LONGEST

# Longer than any password is nothing a person typed.
_exact = {"exact": True}


class SignIn(Schema):
    """An address and a password, and the page that was asked for."""

    email = fields.String(
        required=True,
        validate=validate.Length(max=254, error="Enter a shorter e-mail address"),
        error_messages={"required": "Enter your e-mail address"},
    )
    password = fields.String(
        required=True,
        metadata=_exact,
        validate=validate.Length(
            max=LONGEST, error=f"Passwords have at most {LONGEST} characters"
        ),
        error_messages={"required": "Enter your password"},
    )
    next = fields.String(load_default="/")


class SetPassword(Schema):
    """A new password, and the present one where it is asked for."""

    present = fields.String(load_default="", metadata=_exact)
    password = fields.String(
        required=True,
        metadata=_exact,
        error_messages={"required": "Enter a new password"},
    )


class Confirm(Schema):
    """A password or a code, whichever is asked for, and the page to go back to."""

    proof = fields.String(
        required=True,
        metadata=_exact,
        validate=validate.Length(
            max=LONGEST, error=f"Passwords have at most {LONGEST} characters"
        ),
        error_messages={"required": "Enter it to go on"},
    )
    next = fields.String(load_default="/")
