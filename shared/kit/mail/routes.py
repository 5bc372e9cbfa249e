"""The page of letters that did not go, for those who look after the instance."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.front.model import Source
from kit.mail import queries, service
from kit.mail.model import GIVE_UP_AFTER, Fault
from kit.web import door, exports

pages = Blueprint("letters", __name__, url_prefix="/letters")

RESOURCE = "settings"
SOURCES = [
    Source(
        name="Letters",
        need=Need(resource=RESOURCE, action=Action.READ),
        look=queries.on_front_page,
    )
]
# What is wrong, and what to do about it.
FAULTS = {
    Fault.NO_CONNECTION: "The mail server did not answer. Check that it runs and that "
    "its address in the settings is right.",
    Fault.NO_TLS: "The mail server offers no encryption. Letters go by TLS only.",
    Fault.NOT_TRUSTED: "The mail server's certificate is not one we trust, or it is "
    "made for another name.",
    Fault.NOT_LET_IN: "The mail server did not take our name and password.",
    Fault.BUSY: "The mail server asked us to come again later.",
    Fault.ADDRESS_REFUSED: "The mail server knows no such address. Ask the person for "
    "the right one.",
    Fault.LETTER_REFUSED: "The mail server refused the letter. Ask whoever runs it.",
    Fault.CANNOT_WRITE: "The folder for letters could not be written to.",
    Fault.UNEXPECTED: "Something we did not foresee. The log has its kind and place.",
}


@pages.get("/")
@needs(RESOURCE, Action.READ)
def index() -> ResponseReturnValue:
    """Whether letters go out, and which did not."""
    with door.reading() as session:
        return render_template(
            "kit/mail/templates/letters.html",
            office=service.office(session),
            waiting=queries.waiting(session),
            last_sent=queries.last_sent(session),
            troubled=queries.troubled(session),
            faults=FAULTS,
            days=GIVE_UP_AFTER.days,
        )


@pages.get("/letters.csv")
@needs(RESOURCE, Action.READ)
def as_csv() -> ResponseReturnValue:
    """The letters that did not go, as a table."""
    with door.reading() as session:
        letters = queries.troubled(session)
    header = ["To", "Subject", "Written", "Tries", "Next try", "Given up", "Reason"]
    rows = [
        (
            *(one.recipient, one.subject, one.created_at, one.attempts),
            *(one.next_try_at, one.failed_at, one.fault),
        )
        for one in letters
    ]
    return exports.csv("letters", header, rows, holds=DataClass.PERSONAL)
