"""The loop that sends letters, beside the loops of the exchange."""

import threading
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from tenacity import (
    Retrying,
    retry_if_exception,
    sleep_using_event,
    stop_after_attempt,
    stop_when_event_set,
    wait_random_exponential,
)

from kit import clock, logs
from kit.db import Database
from kit.mail import queries, service
from kit.mail.carriers import Carrier, NotCarried, carrier_for
from kit.mail.model import Fault
from kit.settings import Settings

log = logs.get_logger(__name__)

LOOK_EVERY = 5.0
BATCH = 50
TIDY_EVERY = timedelta(days=1)
# A short absence is waited for within one try; a long one is left to the next.
PASSING = frozenset({Fault.NO_CONNECTION, Fault.BUSY})
TRIES_AT_ONCE = 3


class Postman:
    """Sends what is due, one letter after the other.

    A letter is counted as tried before it leaves and as sent after it was handed
    over: dying in between can repeat one, with the same Message-ID, and loses none.
    """

    def __init__(
        self,
        *,
        database: Database,
        carrier: Carrier,
        sender: str,
        stop: threading.Event,
        pause: float = 1.0,
    ) -> None:
        self._database = database
        self._carrier = carrier
        self._sender = sender
        self._stop = stop
        self._pause = pause
        self._tidied: datetime | None = None

    def run(self) -> None:
        """Send until told to stop."""
        while not self._stop.is_set():
            if self.round() < BATCH:
                self._tidy()
                self._stop.wait(LOOK_EVERY)

    def round(self) -> int:
        """Try what is due once; returns how many letters that were."""
        with self._database.reading() as session:
            found = queries.due(session, limit=BATCH)
        for one in found:
            if self._stop.is_set():
                break
            with self._database.transaction() as session:
                taken = service.take(session, letter_id=one.id, attempts=one.attempts)
            if taken is not None:
                self._send(taken)
        return len(found)

    def _send(self, taken: service.Taken) -> None:
        fault = self._fault_of(taken)
        with self._database.transaction() as session:
            if fault is None:
                service.went(session, letter_id=taken.id)
                return
            last = service.failed(session, letter_id=taken.id, fault=fault)
        state = "given up" if last else "tried again later"
        log.warning("letter not sent", reason=fault.value, state=state)

    def _fault_of(self, taken: service.Taken) -> Fault | None:
        patience = Retrying(
            retry=retry_if_exception(_passes),
            stop=stop_after_attempt(TRIES_AT_ONCE) | stop_when_event_set(self._stop),
            wait=wait_random_exponential(multiplier=self._pause, max=10),
            sleep=sleep_using_event(self._stop),
            reraise=True,
        )
        try:
            patience(self._carrier.carry, written(taken, sender=self._sender))
        except NotCarried as why:
            return why.fault
        except Exception:  # one letter's edge: the others shall still go
            log.exception("letter not sent")
            return Fault.UNEXPECTED
        return None

    def _tidy(self) -> None:
        if self._tidied is None or clock.now() - self._tidied > TIDY_EVERY:
            with self._database.transaction() as session:
                service.forget(session)
            self._tidied = clock.now()


def run(settings: Settings, database: Database, stop: threading.Event) -> None:
    """Send this instance's letters until told to stop; idle where no mail is set up.

    Raises SettingsWrong where the settings cannot be used.
    """
    if not settings.mail_url:
        stop.wait()
        return
    Postman(
        database=database,
        carrier=carrier_for(settings),
        sender=settings.mail_from,
        stop=stop,
    ).run()


def written(taken: service.Taken, *, sender: str) -> EmailMessage:
    """A letter as it goes out: plain text, and marked so that no machine answers."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = taken.recipient
    letter["Subject"] = taken.subject
    letter["Date"] = format_datetime(taken.created_at)
    _, domain = parseaddr(sender)[1].rsplit("@", 1)
    letter["Message-ID"] = f"<{taken.id}@{domain}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834
    letter.set_content(taken.body)
    return letter


def _passes(error: BaseException) -> bool:
    return isinstance(error, NotCarried) and error.fault in PASSING
