"""Note what another borough says of a share; an older word changes nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from borough.case_people import service as people
from borough.case_shares.events import about
from borough.case_shares.model import Answer, Why, spoken_of
from borough.deaths.model import CASE
from borough.shared_cases.events import SHARE_OPENED
from borough.shared_cases.model import Fault
from kit import clock
from kit.errors import Invalid
from kit.exchange import membership, own_keys, trust
from kit.exchange.event import Event
from kit.exchange.trust import Refused, Typ
from kit.sealing import CannotOpen
from kit.trail import service as trail
from kit.vault.model import KeyDestroyed
from kit.vault.service import Vault

# Of what people are told at once; that it arrived they see when they look.
TOLD = {
    Answer.NOT_OPENED: "Part of a case that was shared could not be opened there",
    Answer.ACCEPTED: "Part of a case that was shared was accepted",
    Answer.DECLINED: "Part of a case that was shared was declined",
    Answer.HELD: "A copy that was asked back is held by an inquiry or a court",
}
# Where it arrived, what is broken is a file that came with it.
ARRIVED = {Answer.ARRIVED, Answer.ACCEPTED, Answer.HELD}
BROKEN = "A file of a share could not be put together there: share it again"
CERTIFIED = "The other borough certified that a shared copy is destroyed"
WANTED = "Another borough asks that a share goes to a third"


class NotCertified(Invalid):
    """This certificate is not that borough's word about this share."""

    code = "not-certified"


def learn(session: Session, events: Sequence[Event]) -> None:
    """Note answers; raises UnknownShare and Invalid."""
    for event in events:
        with _understood():
            row = spoken_of(session, event.data["share_id"], by=event.source)
            answer = Answer(event.data["state"])
            reason, at = (
                event.data["reason"],
                clock.parse_iso(event.data["answered_at"]),
            )
        if event.version <= row.answer_version:
            continue
        row.answer, row.answer_version = answer, event.version
        broken = answer in ARRIVED and reason == Fault.BROKEN != row.answer_reason
        row.answer_reason = None if reason is None else str(reason)[:40]
        row.answered_at = at
        if answer in TOLD and not broken:
            people.tell_people(session, case_id=row.case_id, text=TOLD[answer])
        if broken:
            people.tell_people(session, case_id=row.case_id, text=BROKEN)
        _note(
            session,
            event,
            "share.answered",
            case_id=row.case_id,
            kind=answer.name.lower(),
        )


def learn_looks(session: Session, events: Sequence[Event]) -> None:
    """Note who looked; raises UnknownShare and Invalid."""
    for event in events:
        with _understood():
            row = spoken_of(session, event.data["share_id"], by=event.source)
            looks = _looks(session, event, row.id)
        if len(looks) <= row.receipts_number:
            continue
        try:
            Vault(session).put(row, receipts=looks)
        except KeyDestroyed:
            continue  # The case itself is gone by now.
        row.receipts_number, row.receipts_at = len(looks), clock.now()
        _note(session, event, "share.looked-at", case_id=row.case_id, kind="receipt")


def learn_deleted(session: Session, events: Sequence[Event]) -> None:
    """Keep certificates; raises UnknownShare, Invalid and NotCertified."""
    for event in events:
        with _understood():
            row = spoken_of(session, event.data["share_id"], by=event.source)
            raw = str(event.data["certificate"])
            said = _certified(session, raw, source=event.source)
            same = (said["iss"], said["aud"], said["share_id"]) == (
                event.source, session.info["member"], str(row.id),
            )  # fmt: skip
            why, at = Why(said["why"]), clock.parse_iso(said["destroyed_at"])
        if not same:
            raise NotCertified
        if row.certified_at is None:
            row.certificate, row.certified_at, row.certified_because = raw, at, why
            people.tell_people(session, case_id=row.case_id, text=CERTIFIED)
            _note(
                session, event, "share.certified", case_id=row.case_id, kind=why.value
            )


def learn_wanted(session: Session, events: Sequence[Event]) -> None:
    """Note that a third borough is said to need it; raises UnknownShare, Invalid."""
    for event in events:
        with _understood():
            row = spoken_of(session, event.data["share_id"], by=event.source)
            row.wanted_by = str(event.data["borough"])[:40]
        people.tell_people(session, case_id=row.case_id, text=WANTED)
        _note(session, event, "share.wanted", case_id=row.case_id, kind="request")


def _looks(session: Session, event: Event, share_id: UUID) -> list[dict[str, str]]:
    here = session.info["member"]
    context = about(SHARE_OPENED, source=event.source, to=here, share_id=share_id)
    payload = own_keys.unsealed(session, event.data["sealed"], context=context)
    return [
        {
            "post": str(each["post"])[:80],
            "code": str(each["code"])[:8],
            "part": str(each["part"])[:40],
            "at": clock.iso(clock.parse_iso(each["at"])),
        }
        for each in payload["openings"]
    ]


def _certified(session: Session, raw: str, *, source: str) -> dict[str, Any]:
    signed = trust.verify(
        raw.encode(), typ=Typ.CERTIFICATE, registry=membership.in_force(session)
    )
    if signed.signer != source:
        raise NotCertified
    said: dict[str, Any] = orjson.loads(signed.payload)
    return said


@contextmanager
def _understood() -> Iterator[None]:
    """What makes no sense, or cannot be opened, is a message that is wrong."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Invalid("This is not about a share") from error
    except (CannotOpen, Refused) as error:
        raise NotCertified from error


def _note(
    session: Session, event: Event, act: str, *, case_id: UUID, kind: str
) -> None:
    session.flush()
    share_id = str(UUID(event.data["share_id"]))
    detail = {"member": event.source, "correlation": share_id, "kind": kind}
    trail.record(session, act=act, resource=CASE, record=case_id, detail=detail)
