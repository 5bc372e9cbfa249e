"""Who takes a letter out of the house: a mail server, or a folder for trying things."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from kit.errors import AccordError
from kit.mail.model import Fault
from kit.settings import Settings, SettingsWrong

SOCKET_SECONDS = 15
SUBMISSION, SUBMISSIONS = 587, 465  # RFC 8314
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
_PERMANENT = range(500, 600)


class NotCarried(AccordError):
    """A letter was not handed over; ``fault`` says why."""

    code = "not-carried"

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Carrier(Protocol):
    """A way out for letters."""

    def carry(self, letter: EmailMessage) -> None:
        """Hand one letter over; raises NotCarried."""


def carrier_for(settings: Settings) -> Carrier:
    """The carrier the settings name.

    Raises SettingsWrong where they name none, or no sender's address.
    """
    if not parseaddr(settings.mail_from)[1].partition("@")[2]:
        raise SettingsWrong("ACCORD_MAIL_FROM: letters need a sender's address.")
    parts = urlsplit(settings.mail_url)
    if parts.scheme == "file":
        return Folder(Path(unquote(parts.path)))
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsWrong("ACCORD_MAIL_URL: name a mail server or a folder.")
    return MailServer(settings.mail_url, password=settings.mail_password)


class Folder:
    """Writes each letter into a folder, for demonstrations and tests.

    A letter carried twice is there once: its file has its number for a name.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def carry(self, letter: EmailMessage) -> None:
        """Write the letter, readable to this account alone."""
        name = str(letter["Message-ID"]).strip("<>").partition("@")[0]
        unfinished = self._folder / f".{name}.part"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            with os.fdopen(os.open(unfinished, flags, 0o600), "wb") as file:
                file.write(letter.as_bytes())
            unfinished.replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise NotCarried(Fault.CANNOT_WRITE) from error


class MailServer:
    """Hands letters to a mail server, by TLS whose certificate was verified.

    ``smtp://user@host:port`` begins in the open and must go over to TLS before it says
    anything of worth; only a server on this machine may do without. ``smtps://`` is
    TLS from the first byte. ``?cacertfile=`` names a private authority's certificate.
    """

    def __init__(self, url: str, *, password: str) -> None:
        parts = urlsplit(url)
        files = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self._implicit = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or (SUBMISSIONS if self._implicit else SUBMISSION)
        self._user = unquote(parts.username or "")
        self._password = password
        self._tls = ssl.create_default_context(cafile=files.get("cacertfile"))
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2

    def carry(self, letter: EmailMessage) -> None:
        """Connect, and hand one letter over."""
        with _named_faults(), self._connected() as server:
            self._secure(server)
            if self._user:
                server.login(self._user, self._password)
            server.send_message(letter)

    def _connected(self) -> smtplib.SMTP:
        if self._implicit:
            return smtplib.SMTP_SSL(
                self._host, self._port, timeout=SOCKET_SECONDS, context=self._tls
            )
        return smtplib.SMTP(self._host, self._port, timeout=SOCKET_SECONDS)

    def _secure(self, server: smtplib.SMTP) -> None:
        if self._implicit:
            return
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=self._tls)
        elif self._host not in _THIS_MACHINE:
            raise NotCarried(Fault.NO_TLS)


@contextmanager
def _named_faults() -> Iterator[None]:
    """Give a mail server's refusals, and its silences, our words."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise NotCarried(Fault.NOT_TRUSTED) from error
    except ssl.SSLError as error:
        raise NotCarried(Fault.NO_TLS) from error
    except smtplib.SMTPAuthenticationError as error:
        raise NotCarried(Fault.NOT_LET_IN) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        raise NotCarried(_judged(codes[0], Fault.ADDRESS_REFUSED)) from error
    except smtplib.SMTPResponseException as error:
        raise NotCarried(_judged(error.smtp_code, Fault.LETTER_REFUSED)) from error
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise NotCarried(Fault.NO_CONNECTION) from error


def _judged(code: int, final: Fault) -> Fault:
    return final if code in _PERMANENT else Fault.BUSY
