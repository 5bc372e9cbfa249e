"""Whatever people do in whatever order, blue means what it says."""

from datetime import timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kit import clock
from kit.errors import AccordError
from partnership.actions.model import ActionRow
from partnership.brag.model import Brag, By, Owned, Shows, What

OWNER, ICB = "police", "icb"
PEOPLE = st.sampled_from(
    [
        By(UUID(int=number), agency, f"Post {number}")
        for number, agency in enumerate([OWNER, OWNER, ICB, ICB, "education", None], 1)
    ]
)
REASONS = st.sampled_from(["", "Something was found"])
BLUE = {What.CONFIRMED}


class OneAction(RuleBasedStateMachine):
    """All verbs of an action, in any order, by anybody, some of them refused."""

    def __init__(self):
        super().__init__()
        self.now = clock.now() - timedelta(days=900)
        self.evidenced_since_failure = False
        self.seen = 0
        self.action = ActionRow.begin(
            plan_id=UUID(int=1),
            ref="HAV-CRG-001",
            owned=Owned(title="A", owner_post="Sergeant", agency=OWNER),
            brag=Brag.AMBER,
            by=By(UUID(int=1), OWNER, "Post 1"),
            at=self.now,
        )

    def attempt(self, verb, *words, **more):
        """True when the verb did something; refused verbs must do nothing."""
        self.now += timedelta(hours=1)
        before = (self.action.brag, self.action.version, self.action.closed_at)
        try:
            getattr(self.action, verb)(*words, at=self.now, **more)
        except AccordError:
            assert before == (
                self.action.brag,
                self.action.version,
                self.action.closed_at,
            )
            return False
        return True

    @rule(brag=st.sampled_from(Brag), by=PEOPLE, reason=REASONS)
    def mark(self, brag, by, reason):
        was = self.action.brag
        done = self.attempt("mark", brag, by=by, reason=reason)
        assert not (done and brag is Brag.BLUE and was is not Brag.BLUE)

    @rule(shows=st.sampled_from(Shows), by=PEOPLE, ahead=st.booleans())
    def evidence(self, shows, by, ahead):
        day = clock.london_day(self.now) + timedelta(days=3 if ahead else -3)
        done = self.attempt(
            "add_evidence", shows, dated_on=day, text="In the folder", by=by
        )
        assert done is not ahead
        if done and shows is not Shows.PROGRESS_REPORT:
            self.evidenced_since_failure = True

    @rule(by=PEOPLE)
    def note(self, by):
        assert self.attempt("tell", "It goes well", by=by)

    @rule(by=PEOPLE, asked=st.sampled_from([OWNER, ICB]))
    def propose(self, by, asked):
        green = self.action.brag is Brag.GREEN
        if self.attempt("propose", by=by, asked=asked):
            assert green
            assert asked != OWNER
            assert self.evidenced_since_failure

    @rule(by=PEOPLE)
    def confirm(self, by):
        waiting = self.action.waiting
        if self.attempt("confirm", by=by):
            assert by.agency not in (None, OWNER)
            assert waiting.proposed_by != by.user_id
            assert self.evidenced_since_failure
            assert self.action.recheck_on > clock.london_day(self.now)

    @rule(by=PEOPLE, reason=REASONS)
    def decline(self, by, reason):
        if self.attempt("decline", by=by, reason=reason):
            assert self.action.brag is Brag.GREEN

    @rule(by=PEOPLE)
    def hold(self, by):
        if self.attempt("hold", by=by):
            assert by.agency != OWNER

    @rule(by=PEOPLE, reason=REASONS)
    def fail(self, by, reason):
        if self.attempt("fail", by=by, reason=reason):
            assert self.action.brag is Brag.GREEN
            assert self.action.changes[-1].reason
            assert self.action.closed_at is None
            self.evidenced_since_failure = False

    @rule(by=PEOPLE, reason=REASONS)
    def ask_close(self, by, reason):
        if self.attempt("ask_close", by=by, reason=reason):
            assert self.action.closed_at is None

    @rule(by=PEOPLE, reason=REASONS)
    def refuse_close(self, by, reason):
        if self.attempt("refuse_close", by=by, reason=reason):
            assert self.action.closed_at is None

    @rule(by=PEOPLE)
    def close(self, by):
        if self.attempt("close", by=by, decision_id=UUID(int=9), ref="CRG-1"):
            assert self.action.decision_id == UUID(int=9)

    @invariant()
    def blue_was_confirmed_last(self):
        moves = [
            each
            for each in self.action.changes
            if each.what in {What.OPENED, What.BRAG, What.CONFIRMED, What.FAILED}
        ]
        assert (self.action.brag is Brag.BLUE) == (moves[-1].what is What.CONFIRMED)
        assert (self.action.recheck_on is not None) == (self.action.brag is Brag.BLUE)

    @invariant()
    def history_only_grows_and_ends_in_the_present(self):
        changes = self.action.changes
        assert [each.version for each in changes] == list(range(1, len(changes) + 1))
        assert len(changes) >= self.seen
        self.seen = len(changes)
        assert changes[-1].brag is self.action.brag
        assert self.action.version == len(changes)

    @invariant()
    def only_a_decision_closes(self):
        closed = self.action.closed_at is not None
        assert closed == (self.action.decision_id is not None)
        assert not (closed and self.action.waiting)


OneAction.TestCase.settings = settings(
    max_examples=150, stateful_step_count=30, deadline=None
)
TestOneAction = OneAction.TestCase
