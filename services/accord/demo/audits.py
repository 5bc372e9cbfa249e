"""Made-up audits: a schedule, cases graded by agencies and agreed, the same again."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from accord.demo.acting import Scene, ago, on_scene
from accord.demo.colleagues import Colleagues
from accord.demo.ground import Place
from accord.demo.telling import Teller
from borough.audit_findings import service as findings
from borough.audit_grades import service as grading
from borough.audit_plan import service as planning
from borough.audit_plan.model import Kind, Source, year_of
from borough.audit_summaries import queries as summaries
from borough.audit_summaries import service as summing
from borough.case_audits import queries as cases
from borough.case_audits import service as auditing
from borough.case_audits.model import Grade, Verdict

TOOL = "case-audit"
AGENCIES = ("health-provider", "police")
GRADES = {
    "o": Grade.OUTSTANDING,
    "g": Grade.GOOD,
    "r": Grade.REQUIRES_IMPROVEMENT,
    "i": Grade.INADEQUATE,
}
# One letter for each case: what agencies agreed of it, made up.
# Where the audit is still under way, and so nothing is told of it.
UNDER_WAY = ("redbridge",)
BEFORE, AFTER = "gggggrrrrr", "oggggggggg"
DAYS_AHEAD = 60


class Theme(NamedTuple):
    """What an audit of a borough looks at, and how its cases came out each time."""

    title: str
    rounds: Sequence[str]


THEMES: Mapping[str, Theme] = {
    "havering": Theme("Neglect of children under five (made up)", (BEFORE, AFTER)),
    "barking-and-dagenham": Theme("Children missing from home (made up)", ("ggrr",)),
    "redbridge": Theme("Harm outside the home (made up)", ("gr",)),
}
FINDING = "Plans name services; few say what is to be different for the child."


def fill(borough: Place, people: Colleagues, *, teller: Teller) -> None:
    """A schedule of this year, and audits done, with what was found."""
    theme = THEMES[borough.part.slug]
    with on_scene(borough) as scene:
        _plan_ahead(scene, people)
        done: UUID | None = None
        for place, letters in enumerate(theme.rounds):
            planned = _planned(scene, people, theme.title, after=done, turn=place)
            made = _audit(scene, people, planned, letters)
            if borough.part.slug not in UNDER_WAY:
                _close(scene, people, made)
            done = planned
    teller.say(f"{borough.part.short_name} audited cases, made-up ones.")


def release(borough: Place, people: Colleagues, *, teller: Teller) -> None:
    """Counts of grades and scores leave, once a second person has seen them."""
    if borough.part.slug in UNDER_WAY:
        return
    with on_scene(borough) as scene:
        made = scene.act(summing.start, by=people.deputy)
        found = summaries.summary(scene.session, made, only_released=False)
        seen = found.preview
        scene.act(
            summing.submit, summary_id=made, seen=seen,
            note="Made-up audits, for the demonstration", by=people.deputy,
        )  # fmt: skip
        scene.act(
            summing.approve, summary_id=made, seen=seen, area=borough.part.area_code,
            by=people.manager,
        )  # fmt: skip
    teller.say(f"{borough.part.short_name} released how its audits came out.")


def _plan_ahead(scene: Scene, people: Colleagues) -> None:
    year = year_of(ago(0))
    for theme, kind, quarter in (
        ("Strategy discussions", Kind.MULTI, 4),
        ("Supervision records", Kind.SINGLE, 3),
        ("Section 11, this year", Kind.SECTION_11, 4),
    ):
        scene.act(
            planning.plan, theme=theme, kind=kind, year=year, quarter=quarter,
            source=Source.PRIORITY, because="A priority of this year",
            by=people.manager,
        )  # fmt: skip


def _planned(
    scene: Scene, people: Colleagues, theme: str, *, after: UUID | None, turn: int
) -> UUID:
    year = year_of(ago(0)) - 1 + turn
    if after is not None:
        return scene.act(
            planning.plan_again, audit_id=after, year=year, quarter=2, by=people.manager
        )
    return scene.act(
        planning.plan, theme=theme, kind=Kind.MULTI, year=year, quarter=2,
        source=Source.DATA, because="Figures rose for a year", by=people.manager,
    )  # fmt: skip


def _audit(scene: Scene, people: Colleagues, planned: UUID, letters: str) -> UUID:
    made = scene.act(
        auditing.open_audit, planned_id=planned, standard=TOOL,
        method="Records drawn by chance; each agency looked at its own.",
        cohort="Open to a service for three months or more.",
        due_on=ago(-DAYS_AHEAD), by=people.manager,
    )  # fmt: skip
    for place, letter in enumerate(letters):
        # Two agencies look at the first case, so that their grades stand side by side.
        agencies = AGENCIES if place == 0 else AGENCIES[:1]
        _case(scene, people, made, GRADES[letter], agencies)
    scene.act(findings.add, audit_id=made, domain=3, text=FINDING, by=people.manager)
    return made


def _close(scene: Scene, people: Colleagues, made: UUID) -> None:
    seen = cases.audit(scene.session, made).version
    scene.act(
        grading.close, audit_id=made, seen=seen, again_on=ago(-365), by=people.manager
    )


def _case(
    scene: Scene, people: Colleagues, audit_id: UUID, grade: Grade,
    agencies: Sequence[str],
) -> None:  # fmt: skip
    case_id = scene.act(
        auditing.add_case, audit_id=audit_id, agencies=agencies, by=people.manager
    )
    domains = [number for number, _ in cases.audit(scene.session, audit_id).graded]
    for tool in cases.all_tools(scene.session, audit_id):
        if tool.case_id == case_id:
            _look_at(scene, people, tool, domains, grade)
    for number in domains:
        scene.act(
            grading.agree, case_id=case_id, domain=number, seen=0, grade=grade,
            because="Agreed at the joint meeting", by=people.manager,
        )  # fmt: skip


def _look_at(
    scene: Scene, people: Colleagues, tool: cases.ToolSeen, domains: Sequence[int],
    grade: Grade,
) -> None:  # fmt: skip
    """One agency grades its own work in every domain and hands its form in."""
    pair = people.agencies[tool.agency]
    for number in domains:
        scene.act(
            auditing.save, tool_id=tool.id, domain=number, seen=0,
            verdict=Verdict(grade=grade, shown_by="Records of three visits"),
            by=pair.lead,
        )  # fmt: skip
    scene.act(
        auditing.complete, tool_id=tool.id,
        seen=cases.tool(scene.session, tool.id).version, post="Auditor", by=pair.lead,
    )  # fmt: skip
    if tool.agency == AGENCIES[1]:
        scene.act(
            grading.moderate, tool_id=tool.id, domain=domains[0], seen=0, grade=grade,
            rationale="The records show what the form says.", post="Moderator",
            by=people.manager,
        )  # fmt: skip
