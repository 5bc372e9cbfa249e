"""A small mail server and its certificates, for tests of letters."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from accord.private_programs import free_ports

PASSWORD = "a-mail-password"
TAKEN = "250 Taken"


@dataclass
class Desk:
    """What the server was given, and what it answers next."""

    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    # One answer each for the addresses and the letters to come; then all is taken.
    about_addresses: list[str] = field(default_factory=list)
    about_letters: list[str] = field(default_factory=list)
    on_letter: Callable[[], None] | None = None

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Any, envelope: Envelope, address: str, _o: Any
    ) -> str:
        answer = self.about_addresses.pop(0) if self.about_addresses else TAKEN
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Any, envelope: Envelope
    ) -> str:
        answer = self.about_letters.pop(0) if self.about_letters else TAKEN
        if answer.startswith("250"):
            content = envelope.content or b""
            raw = content if isinstance(content, bytes) else content.encode()
            self.letters.append(message_from_bytes(raw, policy=policy.SMTP))
            self.recipients += envelope.rcpt_tos
        if self.on_letter is not None:
            self.on_letter()
        return answer


def _lets_in(_server: SMTP, _session: Any, _env: Any, _way: str, data: Any) -> Any:
    right = data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(
    desk: Desk, certificate: tuple[Path, Path] | None = None, *, implicit: bool = False
) -> Iterator[int]:
    """A server on this machine, by TLS where it has a certificate; gives its port."""
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    controller = Controller(
        desk,
        hostname="127.0.0.1",
        port=free_ports(1)[0],
        ready_timeout=30,
        ssl_context=context if implicit else None,
        tls_context=None if implicit else context,
        require_starttls=context is not None and not implicit,
        authenticator=_lets_in,
        auth_require_tls=context is not None and not implicit,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
