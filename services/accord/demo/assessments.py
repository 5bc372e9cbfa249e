"""Made-up self-assessments: last year's closed, this year's at every step, shared."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from accord.demo.acting import Scene, ago, on_scene
from accord.demo.colleagues import Colleagues, Pair
from accord.demo.days import let_survey_be_over
from accord.demo.ground import Place
from accord.demo.telling import Teller
from borough.agencies import service as agencies
from borough.agencies.model import Entry
from borough.agencies.model import Kind as AgencyKind
from borough.agency_answers import queries as answers
from borough.agency_answers import service as answering
from borough.agency_answers.model import Said
from borough.agency_answers.service import File
from borough.held_returns import queries as copies
from borough.held_returns import service as holding
from borough.held_returns.model import digest_of
from borough.moderation import service as moderation
from borough.practice_surveys import queries as surveys
from borough.practice_surveys import service as surveying
from borough.section_returns import queries as shares
from borough.section_returns import service as sharing
from borough.self_assessments import queries
from borough.self_assessments import service as assessing
from borough.self_assessments.model import Kind

SECTION_11, SECTION_175 = "section-11", "section-175"
# The agency that answers once for all, where it signs, and who lets that answer do.
ANSWERS_ONCE, HOST, LEANS = "health-provider", "havering", "barking-and-dagenham"
# Agencies by how far they come this year; the first shares what it returned.
RETURNS, WAITS, BEGINS, SILENT = (
    ANSWERS_ONCE, "police", "local-authority", ("probation", "voluntary"),
)  # fmt: skip
LAST_YEAR = (RETURNS, WAITS, BEGINS, "probation", "housing")
# Where nobody asked before: there is no cycle of last year.
FIRST_TIME = ("redbridge",)
NARRATIVES: Mapping[int, str] = {
    3: "In place for years; an audit last winter showed that it works.",
    2: "In place. The last report to our board says so.",
    1: "Begun this year; about half of our teams have it.",
    0: "Not in place. Our plan says who does it by when.",
}
REPORT = File(
    name="board-report.txt",
    media_type="text/plain",
    content=b"Made up for the demonstration.\n",
)
MODERATED = (("S03", 1), ("S07", 2), ("S19", 1))
SURVEY = (
    "I know whom to tell when I am worried about a child",
    "I can get advice when I need it",
    "I hear what came of what I reported",
)
REPLIES = (
    *[("agree_strongly", "agree", "disagree")] * 9,
    *[("agree", "agree", "agree")] * 11,
    *[("agree", "disagree", "disagree_strongly")] * 6,
)
SCHOOLS = (
    ("Sample Primary School", AgencyKind.MAINTAINED, "999001"),
    ("Sample Academy", AgencyKind.ACADEMY, "999002"),
    ("Sample Special School", AgencyKind.SPECIAL, "999003"),
    ("Sample College", AgencyKind.COLLEGE, "999004"),
)


def fill(borough: Place, people: Colleagues, *, teller: Teller) -> None:
    """Two cycles under section 11, and schools asked where their tool is worked to."""
    with on_scene(borough) as scene:
        new = borough.part.slug in FIRST_TIME
        if not new:
            _last_year(scene, people)
        this_year = _cycle(
            scene, people, "Section 11, this year (made up)", opened=50, due=-20
        )
        asked = {
            agency: scene.act(
                assessing.invite, cycle_id=this_year, agency=agency, by=people.manager
            )
            for agency in (RETURNS, WAITS, BEGINS, *SILENT)
        }
        if borough.part.slug == HOST:
            _answer_at_every_step(scene, people, asked)
            _ask_schools(scene, people)
        elif not new:
            _begin(scene, people, asked[BEGINS], BEGINS)
    teller.say(f"{borough.part.short_name}'s agencies assessed themselves.")


def share(host: Place, people: Colleagues, *, teller: Teller) -> None:
    """One agency's return goes to the other boroughs, as it agreed."""
    with on_scene(host) as scene:
        [found] = [
            each
            for each in queries.returns(scene.session)
            if each.agency == ANSWERS_ONCE and each.due_on > ago(0)
        ]
        core = sharing.core_of(scene.session, found.id)
        offered = shares.offered(scene.session, SECTION_11, found_version(scene, found))
        made = scene.act(
            sharing.consent, return_id=found.id, seen=digest_of(core),
            boroughs=offered, post="Chief nurse", by=people.agencies[ANSWERS_ONCE].head,
        )  # fmt: skip
        seen = shares.share(scene.session, made).digest
        scene.act(sharing.approve, share_id=made, seen=seen, by=people.manager)
    teller.say(f"{host.part.short_name} shared a return with the other boroughs.")


def found_version(scene: Scene, found: queries.ReturnSeen) -> int:
    """The version of the tool that a return answers."""
    return queries.cycle(scene.session, found.cycle_id).standard_version


def lean(borough: Place, people: Colleagues) -> None:
    """The borough lets the copy it was sent answer its own cycle."""
    with on_scene(borough) as scene:
        [copy] = copies.copies(scene.session)
        [own] = [
            each
            for each in queries.returns(scene.session)
            if each.agency == ANSWERS_ONCE and each.due_on > ago(0)
        ]
        scene.act(holding.use, copy_id=copy.id, return_id=own.id, by=people.manager)


def _cycle(
    scene: Scene, people: Colleagues, title: str, *, opened: int, due: int,
    kind: Kind = Kind.SECTION_11, standard: str = SECTION_11,
) -> UUID:  # fmt: skip
    return scene.act(
        assessing.open_cycle, kind=kind, title=title, standard=standard,
        opens_on=ago(opened), due_on=ago(due), by=people.manager,
    )  # fmt: skip


def _last_year(scene: Scene, people: Colleagues) -> None:
    """Everybody returned, the panel moderated some, practitioners were asked."""
    made = _cycle(scene, people, "Section 11, last year (made up)", opened=120, due=0)
    asked = {
        agency: scene.act(
            assessing.invite, cycle_id=made, agency=agency, by=people.manager
        )
        for agency in LAST_YEAR
    }
    for place, (agency, return_id) in enumerate(asked.items()):
        pair = people.agencies[agency]
        _answer(scene, return_id, pair, step=place)
        _return(scene, return_id, pair)
    for question, score in MODERATED:
        _moderate(scene, asked[RETURNS], question, score, people)
    _survey(scene, made, asked, people)
    seen = queries.cycle(scene.session, made).version
    scene.act(assessing.close_cycle, cycle_id=made, seen=seen, by=people.manager)


def _answer(scene: Scene, return_id: UUID, pair: Pair, *, step: int) -> None:
    """Answer everything; how well differs from agency to agency, made up."""
    for place, question in enumerate(queries.asked_of(scene.session, return_id)):
        # Much alike, so that counts are large enough to be told; one agency differs.
        score = 0 if step == 3 and place % 7 == 4 else (3, 2, 2, 1)[place % 4]
        _say(scene, return_id, question.id, score, pair)


def _say(scene: Scene, return_id: UUID, question: str, score: int, pair: Pair) -> None:
    known = {e.question: e.version for e in answers.answers(scene.session, return_id)}
    said = Said(score=score, not_applicable=False, narrative=NARRATIVES[score])
    scene.act(
        answering.save, return_id=return_id, question=question,
        seen=known.get(question, 0), said=said, by=pair.lead,
    )  # fmt: skip


def _return(scene: Scene, return_id: UUID, pair: Pair, *, sign: bool = True) -> None:
    scene.act(
        answering.send, return_id=return_id, seen=_version(scene, return_id),
        post="Head of safeguarding", by=pair.lead,
    )  # fmt: skip
    if sign:
        scene.act(
            assessing.sign, return_id=return_id, seen=_version(scene, return_id),
            post="Director", by=pair.head,
        )  # fmt: skip


def _moderate(
    scene: Scene, return_id: UUID, question: str, score: int, people: Colleagues
) -> None:
    scene.act(
        moderation.moderate, return_id=return_id, question=question, seen=0,
        score=score, rationale="What was shown is of one team; others are to follow.",
        post="Moderation panel", by=people.manager,
    )  # fmt: skip


def _survey(
    scene: Scene, cycle_id: UUID, asked: Mapping[str, UUID], people: Colleagues
) -> None:
    """Practitioners of one agency answer; the survey is over."""
    survey_id = scene.act(
        surveying.open_survey, cycle_id=cycle_id, questions=SURVEY,
        opens_on=ago(30), closes_on=ago(0), by=people.manager,
    )  # fmt: skip
    key = surveys.keys(scene.session, survey_id)[asked[RETURNS]]
    for reply in REPLIES:
        surveying.reply(scene.nobody(), key=key, answers=reply)
    let_survey_be_over(scene.session, survey_id)


def _answer_at_every_step(
    scene: Scene, people: Colleagues, asked: Mapping[str, UUID]
) -> None:
    """One agency returned, one waits for sign-off, one has begun, others have not."""
    pair = people.agencies[RETURNS]
    _begin(scene, people, asked[RETURNS], RETURNS)
    scene.act(
        answering.add_evidence, return_id=asked[RETURNS],
        title="Yearly report to the board", dated_on=ago(100), expires_on=ago(-265),
        serves=["S01", "S02"], file=REPORT, by=pair.lead,
    )  # fmt: skip
    _confirm(scene, asked[RETURNS], pair)
    _return(scene, asked[RETURNS], pair)
    for question, score in MODERATED:
        _moderate(scene, asked[RETURNS], question, score, people)
    _begin(scene, people, asked[WAITS], WAITS)
    _confirm(scene, asked[WAITS], people.agencies[WAITS])
    _return(scene, asked[WAITS], people.agencies[WAITS], sign=False)
    _begin(scene, people, asked[BEGINS], BEGINS)


def _begin(scene: Scene, people: Colleagues, return_id: UUID, agency: str) -> None:
    """Bring over what was said last year, to be confirmed or changed."""
    pair = people.agencies[agency]
    scene.act(answering.carry_forward, return_id=return_id, by=pair.lead)
    _say(scene, return_id, "S01", 3, pair)


def _confirm(scene: Scene, return_id: UUID, pair: Pair) -> None:
    """Save every answer that came over from last year as it is."""
    for each in answers.answers(scene.session, return_id):
        if each.is_stale:
            scene.act(
                answering.save, return_id=return_id, question=each.question,
                seen=each.version, said=each.said, by=pair.lead,
            )  # fmt: skip


def _ask_schools(scene: Scene, people: Colleagues) -> None:
    """Schools of the register are asked under section 175; one has returned."""
    _register(scene, SCHOOLS)
    made = _cycle(
        scene, people, "Schools and colleges (made up)", opened=40, due=-30,
        kind=Kind.SECTION_175, standard=SECTION_175,
    )  # fmt: skip
    scene.act(assessing.invite_schools, cycle_id=made, by=people.manager)
    first, *_ = queries.returns(scene.session, cycle_id=made)
    pair = people.agencies["education"]
    for each in (pair.lead, pair.head):
        scene.act(
            assessing.name_person, return_id=first.id, user_id=each.user_id,
            by=people.manager,
        )  # fmt: skip
    _answer(scene, first.id, pair, step=2)
    _return(scene, first.id, pair)


def _register(scene: Scene, schools: Sequence[tuple[str, AgencyKind, str]]) -> None:
    for name, kind, urn in schools:
        entry = Entry(
            name=name, kind=kind, urn=urn, lead="Designated safeguarding lead",
            from_on=ago(400), until_on=None,
        )  # fmt: skip
        agencies.enter(scene.session, entry=entry)


def _version(scene: Scene, return_id: UUID) -> int:
    return queries.the_return(scene.session, return_id).version
