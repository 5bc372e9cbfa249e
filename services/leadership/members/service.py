"""Verbs of the member registry: add, suspend, give a new key, sign and publish."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.exchange.keys import SigningKey
from kit.exchange.model import RegistryVersion
from kit.exchange.trust import ToldKey, sign_registry
from kit.notices import service as notices
from kit.trail import service as trail
from leadership.members.model import (
    AlreadyAMember,
    Member,
    MemberStatus,
    UnknownMember,
    public_key,
    thumbprint,
)
from partnership.access import policy


def add_member(
    session: Session,
    *,
    slug: str,
    name: str,
    area_code: str | None,
    jwk: Mapping[str, Any],
    trail_jwk: Mapping[str, Any] | None = None,
    sealing: ToldKey | None = None,
) -> Member:
    """Enter a member with the public halves of its keys; only the signing key must be.

    It counts for the others once the registry is published. Raises AlreadyAMember,
    NotASigningKey, NotASealingKey and OneKeyForTwoUses.
    """
    key = public_key(jwk)
    moment = clock.now()
    member = Member(
        slug=slug,
        name=name,
        area_code=area_code or None,
        status=MemberStatus.ACTIVE,
        kid=thumbprint(key),
        jwk=key,
        since=moment,
        changed_at=moment,
    )
    if trail_jwk is not None:
        member.give_trail_key(trail_jwk)
    if sealing is not None:
        member.give_sealing_key(sealing)
    try:
        with session.begin_nested():
            session.add(member)
    except IntegrityError as error:
        raise AlreadyAMember from error
    _note(session, "member.added", slug, hash=member.kid)
    return member


def change_status(session: Session, *, slug: str, status: MemberStatus) -> Member:
    """Suspend a member or take it back; raises UnknownMember."""
    member = _member(session, slug)
    if member.status is not status:
        member.status = status
        member.changed_at = clock.now()
        _note(session, "member.status-changed", slug, status=status.value)
        _tell(session, status)
    return member


def _tell(session: Session, status: MemberStatus) -> None:
    """Tell all who may see the registry, save who did it."""
    done = "was suspended" if status is MemberStatus.SUSPENDED else "counts again"
    notices.tell_roles(
        session,
        roles=policy().roles_for("member_registry", Action.READ),
        kind="member",
        text=f"A member {done}",
        href="/members/",
    )


def replace_key(session: Session, *, slug: str, jwk: Mapping[str, Any]) -> Member:
    """Give a member its new signing key; raises UnknownMember, NotASigningKey."""
    member = _member(session, slug)
    member.jwk = public_key(jwk)
    member.kid = thumbprint(member.jwk)
    member.changed_at = clock.now()
    _note(session, "member.key-replaced", slug, kind="signing", hash=member.kid)
    return member


def give_trail_key(session: Session, *, slug: str, jwk: Mapping[str, Any]) -> Member:
    """Say which key signs the heads of a member's trail, in place of any before.

    Raises UnknownMember, NotASigningKey and OneKeyForTwoUses.
    """
    member = _member(session, slug)
    member.give_trail_key(jwk)
    member.changed_at = clock.now()
    _note(session, "member.key-replaced", slug, kind="trail")
    return member


def give_sealing_key(session: Session, *, slug: str, told: ToldKey) -> Member:
    """Say which key others seal to for this member, in place of any before.

    Raises UnknownMember, and NotASealingKey where the member's own word is missing.
    """
    member = _member(session, slug)
    member.give_sealing_key(told)
    member.changed_at = clock.now()
    _note(session, "member.key-replaced", slug, kind="sealing", hash=told.kid)
    return member


def publish_registry(session: Session, *, key: SigningKey) -> bytes:
    """Sign all members as the next version; returns the JWS every member trusts.

    The version is one more than the last, whatever changed: a version that was
    signed once is never signed again with other content.
    """
    members = session.scalars(select(Member).order_by(Member.slug)).all()
    last = session.scalar(select(func.max(RegistryVersion.version))) or 0
    issued_at = clock.now()
    payload = {
        "version": last + 1,
        "issued_at": clock.iso(issued_at),
        "members": [member.entry() for member in members],
    }
    raw = sign_registry(payload, key)
    session.add(RegistryVersion(version=last + 1, raw=raw, received_at=issued_at))
    session.flush()
    _note(session, "registry.signed", None, version=last + 1)
    return raw


def _note(session: Session, act: str, slug: str | None, **detail: str | int) -> None:
    trail.record(
        session, act=act, resource="member_registry", record=slug, detail=detail
    )


def _member(session: Session, slug: str) -> Member:
    member = session.get(Member, slug)
    if member is None:
        raise UnknownMember
    return member
