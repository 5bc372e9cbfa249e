"""The signed heads a trail is held against: our own, and those others keep of us."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
from joserfc.jwk import OKPKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.errors import Invalid
from kit.exchange.keys import Use, load_key_if_there
from kit.exchange.membership import read_anchor
from kit.exchange.model import RegistryVersion
from kit.exchange.trust import Member, Refused, Registry, read_registry
from kit.settings import Settings
from kit.trail import witness
from kit.trail.model import TrailPeerHead, TrailSignedHead, TrailWitness
from kit.trail.verification import Head


def signers(session: Session, settings: Settings) -> Registry:
    """A registry of this member alone, with the keys that may have signed its heads.

    They come from its own key file, where this process may read it, and from the
    newest registry it was given.
    """
    keys: dict[str, OKPKey] = {}
    held = load_key_if_there(settings.keys_dir, Use.TRAIL)
    if held is not None:
        keys[held.kid] = held.key
    newest = select(RegistryVersion.raw).order_by(RegistryVersion.version.desc())
    raw = session.scalar(newest.limit(1))
    if raw is not None and settings.anchor_file.exists():
        members = read_registry(raw, anchor=read_anchor(settings.anchor_file)).members
        if settings.member in members:
            keys |= members[settings.member].trail_keys
    own = Member(
        slug=settings.member,
        name=settings.name,
        area_code=settings.area_code,
        status="active",
        keys={},
        trail_keys=keys,
    )
    return Registry(version=0, members={own.slug: own})


def of_us(session: Session, *, member: str, signers: Registry) -> list[Head]:
    """The heads we signed, and those of them that others said they keep."""
    signed = session.scalars(select(TrailSignedHead)).all()
    told = session.scalars(select(TrailWitness)).all()
    return [_head(one, holder=member, signers=signers) for one in signed] + [
        _head(one, holder=one.member, signers=signers) for one in told
    ]


def _head(
    row: TrailSignedHead | TrailWitness, *, holder: str, signers: Registry
) -> Head:
    try:
        said = witness.open_head(row.raw, registry=signers)
    except Refused:
        return Head(n=row.n, hash=row.hash, holder=holder, genuine=False)
    same = (said.n, said.hash) == (row.n, row.hash)
    return Head(n=row.n, hash=row.hash, holder=holder, genuine=same)


def of_others(session: Session) -> list[dict[str, Any]]:
    """Every head of other members kept here, as it goes into a file for them."""
    rows = session.scalars(
        select(TrailPeerHead).order_by(TrailPeerHead.member, TrailPeerHead.n)
    )
    return [
        {"member": row.member, "n": row.n, "hash": row.hash, "head": row.raw}
        for row in rows
    ]


def in_file(path: Path, *, member: str, signers: Registry) -> Sequence[Head]:
    """The heads of ``member`` in a file that another member wrote.

    Raises Invalid when it is no such file, or holds one our trail key did not sign.
    """
    try:
        content = orjson.loads(path.read_bytes())
        raws = [e["head"] for e in content["heads"] if e["member"] == member]
        holder = str(content["holder"])
        said = [witness.open_head(raw, registry=signers) for raw in raws]
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(f"{path.name} is no file of heads.") from error
    except Refused as error:
        raise Invalid(f"{path.name} holds a head that our key did not sign.") from error
    return [Head(n=head.n, hash=head.hash, holder=holder) for head in said]
