"""Sealed sharing: what is said is what the contracts say, outside the seal and in."""

import orjson
import pytest

from borough.case_shares import service as sharing
from borough.case_shares.events import SHARE_SEALED, about
from borough.share_files.service import File
from borough.shared_cases import service as copying
from borough.shared_cases.events import SHARE_DELETED, SHARE_OPENED
from borough.shared_cases.model import READ, SHARES
from kit.exchange import keys, own_keys, trust
from kit.exchange.trust import Typ
from kit.trail import service as trail
from tests.contract.crossing import TYPE_PREFIX, announced, problems
from tests.contract.messages import complaints, writer
from tests.support.case_sharing import HERE, THERE, THIRD, Sharing

TOLD = "deaths.coordinators.told.v1"
SEALED, ANSWERED = "deaths.share.sealed.v1", "deaths.share.answered.v1"
OPENED, DELETED = "deaths.share.opened.v1", "deaths.share.deleted.v1"
RECALLED, WANTED = "deaths.share.recalled.v1", "deaths.share.wanted.v1"
CONTENT, OPENINGS = "deaths.share.content.v1", "deaths.share.openings.v1"
CERTIFICATE, PIECE = "deaths.share.certificate.v1", "deaths.share.piece.v1"
FILE = File(name="A.pdf", media="application/pdf", content=b"%PDF-" * 60_000)


@pytest.fixture
def crossed(sqlite_database, tmp_path):
    """A share that was accepted, looked at, wanted elsewhere and asked back."""
    made = Sharing.made(sqlite_database, tmp_path)
    case_id = made.here.case()
    share_id = made.sent(case_id, files=[FILE])
    made.carry()
    [copy] = made.there.copies()
    made.there.do(copying.accept, shared_id=copy.id)
    with made.there.database.transaction() as session:
        trail.record(
            session, act=READ, resource=SHARES, record=copy.id,
            detail={"kind": "identity"}, by=made.there.one,
        )  # fmt: skip
    made.there.do(copying.ask_elsewhere, shared_id=copy.id, borough=THIRD)
    made.there.sweep()
    made.carry()
    made.here.do(sharing.recall, case_id=case_id, share_id=share_id)
    made.carry()
    return made


def test_what_boroughs_say_of_shares_is_what_the_contract_says(crossed):
    said = [e for b in crossed.boroughs.values() for e in announced(b.database)]
    kinds = {each["type"].removeprefix(TYPE_PREFIX) for each in said}
    wanted = {TOLD, SEALED, PIECE, ANSWERED, OPENED, DELETED, RECALLED, WANTED}
    assert wanted <= kinds
    ours = [e for e in said if e["type"].removeprefix(TYPE_PREFIX) in wanted]
    assert [problems(each) for each in ours] == [[]] * len(ours)


def inside(crossed, kind, source, to):
    """What a seal holds, as the borough it is for opens it."""
    message = next(m for m in crossed.said(source, to) if m.type == kind)
    share_id = message.data["share_id"]
    context = about(kind, source=source, to=to, share_id=share_id)
    with crossed.boroughs[to].database.transaction() as session:
        return own_keys.unsealed(session, message.data["sealed"], context=context)


def signed(crossed, raw, slug, typ):
    key = keys.load_signing_key(crossed.boroughs[slug].folder)
    return orjson.loads(trust.open_signed(raw.encode(), typ=typ, key=key.key))


def test_what_is_sealed_and_signed_is_what_the_contract_says(crossed):
    raw = inside(crossed, SHARE_SEALED, HERE, THERE)["signed"]
    content = signed(crossed, raw, HERE, Typ.SHARE)
    assert complaints(writer(CONTENT), content) == []
    assert len(content["files"][0]["hashes"]) == 2
    openings = inside(crossed, SHARE_OPENED, THERE, HERE)
    assert complaints(writer(OPENINGS), openings) == []
    deleted = next(m for m in crossed.said(THERE, HERE) if m.type == SHARE_DELETED)
    said = signed(crossed, deleted.data["certificate"], THERE, Typ.CERTIFICATE)
    assert complaints(writer(CERTIFICATE), said) == []
    assert said["files"] == 1
