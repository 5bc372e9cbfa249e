"""What people are called and what they write stays where it belongs.

A whole federation runs; people with marked names type marks into every field there is,
rightly and wrongly, and things break on purpose. Then every log line, address, error
page, notice, letter and bundle is searched for the marks.
"""

import json
import re
import sqlite3
from collections import Counter
from functools import partial
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import pytest

from accord.demo.cast import EXAMPLES, PARTS
from borough.returns.events import OBSERVATION_RELEASED
from kit.exchange import outbox
from leadership.standards import service as standards
from partnership.access import policy
from partnership.figures.service import correct_figure
from tests.support import canaries, planted_practice, planted_training
from tests.support.canaries import EMAIL, NAME, PASSWORD, STORY, marks
from tests.support.demonstration import running
from tests.support.never_typed import NEVER_TYPED_INTO
from tests.support.plans import LEADER
from tests.support.planted import plant
from tests.support.planted_deaths import fill_cases
from tests.support.read_by_two import read_by_two, without_public_words
from tests.support.visit import MEMBERS, Visit, until
from tests.support.without_script import of_pages

pytestmark = pytest.mark.long

SECOND_ROUND = (
    ("havering", "administrator"),
    ("havering", "business_manager"),
    ("leadership", "leadership_administrator"),
)
# Typed into the address of a page, so that a search can be passed on.
_A_DAY = "a day on which something was done, never one of birth"
SEARCHED_FOR = {
    "record": "the opaque id of a record",
    **{f"{end}-{part}": _A_DAY
       for end in ("since", "until", "on") for part in ("day", "month", "year")},
}  # fmt: skip
PLANTED = "planted"
# Leadership does not know such a status, and what complains of it quotes it.
OF_UNKNOWN_STATUS = {
    "return_id": str(UUID(int=1)), "indicator": "CIN01", "period": "2025",
    "area": "E09000016", "status": NAME, "numerator": 1, "denominator": 2,
    "value": 0.5, "rule": "published", "standard_version": 1,
    "released_at": "2026-11-21T12:00:00.000000Z", "released_by": NAME,
    "reason": None, "history": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The whole run; the tests below only look at what it left."""
    with running(tmp_path_factory.mktemp("canaries"), short=False) as demonstration:
        made = Visit(demonstration.folder)
        release_with_marks(made)
        fill_planted(made)
        fill_cases(made)
        try_to_sign_in(made)
        for slug, role in everybody():
            made.fill_everything(slug, role)
        # What they did leaves more to do: to agree to, to answer, to follow.
        made.opened.clear()
        for slug, role in SECOND_ROUND:
            made.fill_everything(slug, role)
        follow_letters(made)
        ask_wrongly(made)
        break_things(made)
        yield made
        for instance in made.instances.values():
            instance.database.dispose()


def everybody():
    for slug, service in MEMBERS.items():
        for role in policy().of_service(service.name).roles:
            yield slug, role


def follow_letters(run):
    """Strangers open the links that letters brought, and fill in what they find."""
    for slug in MEMBERS:
        stranger = run.visitor(slug)
        for letter in canaries.letters(run.folder / slug / "mail"):
            for link in re.findall(rf"{stranger.site}[^\s'\"<>]+", letter):
                run.look_at(stranger, slug, stranger.get(link))


def release_with_marks(run):
    """A marked analyst restates a figure, a marked manager lets it go in the end."""
    database = run.instances["havering"].database
    with database.transaction() as session:
        correct_figure(
            session,
            measure="assessments_in_45_days",
            area="E09000016",
            period="2025-Q4",
            value=655,
            own_area="E09000016",
        )
    analyst = run.signed_in("havering", "analyst")
    manager = run.signed_in("havering", "business_manager")
    draft = press(analyst, analyst.get("/returns/new"), "/returns/new")
    address = draft.address
    press(analyst, draft, "/submit")
    press(manager, manager.get(address), "/send-back")
    press(analyst, analyst.get(address), "/submit")
    press(manager, manager.get(address), "/approve")
    until(lambda: told_to_leadership(run), "leadership heard the note of the return")


def fill_planted(run):
    """Go to records at steps that the walk does not come to, and on to what follows.

    A milestone of marked words leaves once a second person has let it go.
    """
    database = run.instances["havering"].database
    drafts = run.instances["leadership"].database
    with drafts.transaction() as session:
        standards.draft(session, standard="threshold", by=LEADER)
    here = planted_practice.Practice.of(database)
    practice, training = planted_practice.plant(here), planted_training.plant(here)
    planted = plant(database)
    manager = run.signed_in("havering", "business_manager")
    for made, release in (
        (planted, "/release"), (practice, "/approve"), (training, "/approve")
    ):  # fmt: skip
        press(manager, manager.get(made.share), release)
    # What is withdrawn later is deleted here too.
    run.read = read_by_two(run.database("havering"))
    partner = run.signed_in("havering", "partner_representative")
    for made in (planted, practice, training):
        for visitor, pages in ((manager, made.manager), (partner, made.partner)):
            for page in pages:
                run.look_at(visitor, "havering", visitor.get(page))
    member = run.signed_in("leadership", "leadership_member")
    page = member.get("/consultations/of/threshold/3")
    run.look_at(member, "leadership", page)
    for kind in (".milestone.shared.", ".return.shared.", ".event.offered."):
        until(partial(has_left, run, kind), f"{kind} left with marks")


def sent_by(run, slug="havering"):
    return canaries.bundles(run.database(slug))


def has_left(run, kind):
    sent = [each for each in sent_by(run) if kind in each["type"]]
    return any(marks(str(each)) for each in sent)


def is_a_milestone(event):
    return ".milestone.shared." in event["type"]


def press(visitor, page, action):
    """Fill in the form of a page that goes to this action, as a person would."""
    _, forms = page.read()
    found = [one for one in forms if urlsplit(one.action).path.endswith(action)]
    assert found, f"{page.status} {page.address}: {page.text}"
    answer = visitor.submit(page, found[0], canaries.as_a_person_would)
    assert answer.status == 200, answer.text
    return answer


def told_to_leadership(run):
    told = canaries.rows(run.database("leadership"), "performance_return")
    return any(marks(row) for row in told)


def try_to_sign_in(run):
    for slug, role in (("havering", "analyst"), ("leadership", "leadership_member")):
        run.make_person(slug, role, EMAIL)
        stranger = run.visitor(slug)
        page = stranger.get(
            "/sign-in", Referer=f"{stranger.site}/?{STORY}".replace(" ", "+")
        )
        _, forms = page.read()
        for _ in range(2):
            stranger.submit(page, forms[-1], canaries.all_wrong)
        forgot = stranger.get("/password-reset")
        _, forms = forgot.read()
        stranger.submit(forgot, forms[-1], canaries.all_wrong)
        token = next(box.value for box in forms[-1].boxes if box.name == "csrf_token")
        chosen = {"csrf_token": token, "password": f"{NAME} {STORY}"}
        stranger.post("/password-reset/a-link-of-nobody", chosen)


def ask_wrongly(run):
    """Send what no form sends: no token, JSON, another method."""
    asked = urlencode({"name": NAME, "born": "2011-03-27"})
    for slug, role in (("havering", "analyst"), ("leadership", "leadership_member")):
        visitor = run.signed_in(slug, role)
        for path in ("/health", "/ready", "/members/", f"/{NAME.replace(' ', '-')}"):
            visitor.get(f"{path}?{asked}")
        visitor.post("/account/password", {"current": PASSWORD, "name": STORY})
        visitor.post("/health", {"name": STORY})
        visitor.post("/sign-in", {"email": EMAIL}, Origin="https://elsewhere.example")
        visitor.post_json("/sign-in", {"email": EMAIL, "story": STORY})
        seen_at = f"{visitor.site}/people/?{asked}"
        report = {"document-uri": seen_at, "violated-directive": STORY}
        visitor.post_json("/csp-report", {"csp-report": report})


def break_things(run):
    """A row nobody can read, a table that is away, a message nobody can apply."""
    outsider = run.signed_in("havering", "business_manager")
    with sqlite3.connect(run.database("havering")) as connection:
        connection.execute("UPDATE returns_return SET state = ?", (NAME,))
    assert outsider.get("/returns/").status == 500
    with sqlite3.connect(run.database("havering")) as connection:
        connection.execute("ALTER TABLE performance_commentary RENAME TO away")
    assert outsider.get("/performance/FD04").status == 503
    with run.instances["havering"].database.transaction() as session:
        outbox.announce(
            session,
            audience="leadership",
            type=OBSERVATION_RELEASED,
            subject=PLANTED,
            version=1,
            data=OF_UNKNOWN_STATUS,
        )
    until(
        lambda: (
            PLANTED
            in "".join(
                canaries.rows(run.database("leadership"), "exchange_waiting_event")
            )
        ),
        "leadership set the planted message aside",
    )


def test_the_run_was_no_rehearsal(run):
    statuses = {answer.status for answer in run.answers}
    assert {200, 302, 400, 403, 404, 405, 422, 500} <= statuses
    assert len(run.tried) > 40
    shown = [a for a in run.answers if a.is_page and a.status == 200 and marks(a.text)]
    assert len(shown) > 20


def test_every_form_that_people_type_into_was_sent(run):
    missed = sorted(run.never_posted() - NEVER_TYPED_INTO)
    assert missed == []


def test_every_page_that_was_seen_can_be_used_without_a_script(run):
    pages = {a.address: a.text for a in run.answers if a.is_page and a.status == 200}
    assert len(pages) > 200
    assert of_pages([*pages.items()]) == {}


def test_no_log_line_holds_a_mark(run):
    logs = sorted(run.folder.rglob("*.log"))
    # Each member has pages and an exchange; an area that stands apart has pages only.
    kinds = {"web.log": len(PARTS) + len(EXAMPLES), "exchange.log": len(PARTS)}
    assert Counter(log.name for log in logs) == kinds
    lines = [(log, line) for log in logs for line in log.read_text().splitlines()]
    assert [one for one in lines if marks(one[1])] == []
    for log, line in lines:
        assert isinstance(json.loads(line), dict), f"{log}: {line}"
    assert {json.loads(line).get("status") for _, line in lines} >= {404, 422, 500}
    assert marks((run.folder.parent / "said").read_text()) == set()


def test_no_health_answer_holds_a_mark(run):
    asked = [
        answer
        for answer in run.answers
        if urlsplit(answer.address).path in {"/health", "/ready"}
        and answer.method == "GET"
    ]
    assert len(asked) >= 4
    assert [answer.text for answer in asked if marks(answer.text)] == []


def test_no_address_that_we_write_holds_a_mark(run):
    written = {answer.headers.get("Location", "") for answer in run.answers}
    for answer in run.answers:
        if answer.is_page:
            written |= set(answer.read()[0])
    assert len(written) > 100
    assert {address for address in written if marks(address)} == set()


def test_nobody_types_into_an_address(run):
    assert {box for _, box in run.typed_into_addresses} - SEARCHED_FOR.keys() == set()


def test_no_error_page_holds_a_mark(run):
    failed = [a for a in run.answers if a.status >= 400 and is_error(a)]
    assert {400, 403, 404, 405, 500} <= {answer.status for answer in failed}
    assert [
        (a.address, marks(without_the_header(a)))
        for a in failed
        if marks(without_the_header(a))
    ] == []


def test_the_page_of_the_exchange_shows_nothing_of_a_message(run):
    visitor = run.signed_in("leadership", "leadership_administrator")
    page = visitor.get("/exchange/")
    assert "Stored here, not yet applied" in page.text
    assert "observation.released" in page.text
    assert marks(without_the_header(page)) == set()


def is_error(answer):
    """Whether it is no form shown again with what was typed."""
    return (
        not answer.is_page
        or "accord-reference" in answer.text
        or "Reference: " in answer.text
    )


def without_the_header(answer):
    """The page without the bar at the top, which greets the person by name."""
    return re.sub(r"<header.*?</header>", "", answer.text, flags=re.DOTALL)


@pytest.mark.parametrize("slug", MEMBERS)
@pytest.mark.parametrize("table", ["notice", "trail_row"])
def test_no_notice_and_no_act_of_the_trail_holds_a_mark(run, slug, table):
    found = list(canaries.rows(run.database(slug), table))
    assert found
    assert [row for row in found if marks(row)] == []


def test_no_letter_holds_a_mark(run):
    written = [
        letter
        for slug in MEMBERS
        for letter in canaries.letters(run.folder / slug / "mail")
    ]
    assert written
    assert [letter for letter in written if marks(letter)] == []


@pytest.mark.parametrize("slug", MEMBERS)
def test_no_bundle_takes_more_words_along_than_people_saw(run, slug):
    sent = list(sent_by(run, slug))
    assert sent
    ours = [event for event in sent if event["subject"] != PLANTED]
    if slug == "havering":
        assert any(marks(str(event)) for event in ours if is_a_milestone(event))
        assert any(marks(str(event)) for event in ours if not is_a_milestone(event))
    read = read_by_two(run.database(slug))
    if slug == "havering":
        read.contents += run.read.contents
    kept = [without_public_words(event, read) for event in ours]
    assert [event for event in kept if marks(str(event))] == []
