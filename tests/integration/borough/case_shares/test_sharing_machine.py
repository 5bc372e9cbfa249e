"""Two boroughs that share under any order, repetition, death and absence.

Messages wait in the order they were said; the machine takes any of them, again and
again, and lets the process die before the end of applying. Keys change, the other
borough is away for weeks, shares are asked back and run out. In the end everything is
brought, and each share is received, certified as destroyed, or told as not opened.
"""

import random
from contextlib import suppress
from datetime import timedelta
from functools import partial

import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from borough.case_shares import service
from borough.case_shares.model import Part, State
from borough.share_files.service import File
from borough.shared_cases import service as copying
from borough.shared_cases.model import READ, SHARES, Declined
from borough.shared_files.model import ComingRow, PieceRow, Stands
from borough.wiring import SERVICE
from kit import clock, pieces
from kit.errors import Conflict, NotFound
from kit.exchange import sealing_keys
from kit.notices import queries as notices
from kit.trail import service as trail
from kit.vault.model import VaultKey
from tests.support.case_sharing import HERE, THERE, Sharing

EXAMPLES, STEPS = 8, 25
BOTH = [(HERE, THERE), (THERE, HERE)]
RECEIVED = {State.ARRIVED, State.ACCEPTED}
AWAY = timedelta(days=60)
FILE = File(name="A.pdf", media="application/pdf", content=b"%PDF-" * 500)


class Died(Exception):
    """The process died between the inbox and the end of applying."""


class Boroughs(RuleBasedStateMachine):
    """Each message may be taken at any time, unless the other borough is away."""

    def __init__(self, databases, folder):
        super().__init__()
        self.travel = time_machine.travel(clock.now(), tick=False)
        self.now = self.travel.start()
        self.taken = set()
        self.sharing = Sharing.made(databases, folder / str(clock.new_id()))

    @initialize()
    def a_case(self):
        self.case = self.sharing.here.case()

    def teardown(self):
        try:
            self.silence_is_told()
            self.bring_everything()
            self.agree()
        finally:
            self.travel.stop()

    @rule(days=st.integers(1, 120), file=st.booleans())
    def shares(self, days, file):
        until = clock.today() + timedelta(days=days)
        files = [FILE] if file else []
        self.sharing.sent(self.case, files=files, expires_on=until)

    @rule(data=st.data(), dies=st.booleans())
    def brings(self, data, dies):
        source, audience = data.draw(st.sampled_from(BOTH))
        messages = self.sharing.said(source, audience)
        message = data.draw(st.sampled_from(messages))
        with suppress(Died):
            self.take(audience, message, dies=dies)

    def take(self, audience, message, *, dies=False):
        with self.sharing.boroughs[audience].database.transaction() as session:
            SERVICE.handlers[message.type](session, [message])
            if dies:
                raise Died
        self.taken.add(message.id)

    @rule(
        data=st.data(),
        verb=st.sampled_from([copying.accept, copying.decline, copying.give_back]),
    )
    def answers(self, data, verb):
        copies = self.sharing.there.copies()
        if copies:
            copy = data.draw(st.sampled_from(copies))
            more = {"reason": Declined.NOT_NEEDED} if verb is copying.decline else {}
            # What cannot be done any more is refused, and that is all.
            with suppress(Conflict, NotFound):
                self.sharing.there.do(verb, shared_id=copy.id, **more)

    @rule(data=st.data())
    def looks(self, data):
        copies = [each for each in self.sharing.there.copies() if each.is_readable]
        if copies:
            copy = data.draw(st.sampled_from(copies))
            with self.sharing.there.database.transaction() as session:
                trail.record(
                    session, act=READ, resource=SHARES, record=copy.id,
                    detail={"kind": Part.REVIEW.value}, by=self.sharing.there.one,
                )  # fmt: skip

    @rule(data=st.data())
    def recalls(self, data):
        found = self.sharing.here.shares(self.case)
        if found:
            share = data.draw(st.sampled_from(found))
            with suppress(Conflict):
                self.sharing.here.do(
                    service.recall, case_id=self.case, share_id=share.id
                )

    @rule()
    def the_key_changes(self):
        self.now.shift(timedelta(seconds=1))
        sealing_keys.renew(self.sharing.there.folder)
        self.sharing.publish()

    @rule(days=st.sampled_from([1, 4, AWAY.days]))
    def time_passes(self, days):
        self.now.shift(timedelta(days=days))
        self.sharing.repeat()
        self.sweep()

    def sweep(self):
        for borough in (self.sharing.here, self.sharing.there):
            borough.sweep()

    def silence_is_told(self):
        here = self.sharing.here
        here.sweep()
        late = [each for each in here.shares(self.case) if each.is_late]
        told = here.look(notices.everything, here.one.user_id)
        if late:
            assert service.SILENT in {each.text for each in told}

    def bring_everything(self):
        """What was never taken, once and shuffled, until nobody has more to say."""
        shuffled = random.Random(1)  # noqa: S311 - no secret
        while True:
            self.sweep()
            left = [
                (audience, message)
                for source, audience in BOTH
                for message in self.sharing.said(source, audience)
                if message.id not in self.taken
            ]
            if not left:
                return
            shuffled.shuffle(left)
            for audience, message in left:
                self.take(audience, message)

    def agree(self):
        there = self.sharing.there
        with there.database.reading() as session:
            alive = {
                key.id
                for key in session.query(VaultKey)
                if key.about == "shared-case" and key.destroyed_at is None
            }
        received = 0
        for share in self.sharing.here.shares(self.case):
            ended = share.state in {*RECEIVED, State.CERTIFIED, State.NOT_OPENED}
            assert ended, share.state
            received += share.state in RECEIVED
            # Every key it could have been sealed to is still kept.
            opened = share.state is not State.NOT_OPENED
            assert opened or share.answer_reason == "expired"
            assert share.state is not State.CERTIFIED or share.certificate
        readable = [each for each in there.copies() if each.is_readable]
        assert len(readable) == received == len(alive)
        self.files_are_whole_or_gone()
        looks = sum(len(e.looks) for e in self.sharing.here.shares(self.case))
        assert looks == sum(each.looks for each in there.copies())

    def files_are_whole_or_gone(self):
        there = self.sharing.there
        unread = {
            each.id
            for each in self.sharing.here.shares(self.case)
            if each.state is State.NOT_OPENED
        }
        readable = {each.id for each in there.copies() if each.is_readable}
        with there.database.reading() as session:
            files = session.query(ComingRow).all()
            assert {each.stands for each in files} <= {Stands.WHOLE}
            assert {each.shared_id for each in files} <= readable
            assert {each.share_id for each in session.query(PieceRow)} <= unread


def test_each_share_ends_received_certified_or_told(
    sqlite_database, tmp_path, monkeypatch
):
    monkeypatch.setattr(pieces, "SIZE", 1024)  # small files have several, too
    run_state_machine_as_test(
        partial(Boroughs, sqlite_database, tmp_path),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
