"""Standards of every kind, published in versions; a draft that boroughs comment on."""

from typing import NamedTuple

from accord.demo.acting import Scene, ago, on_scene
from accord.demo.colleagues import Colleagues, actor, second_member
from accord.demo.ground import Place
from accord.demo.telling import Teller
from borough.consultations import queries as drafts
from borough.consultations import service as commenting
from kit.accounts.actor import Actor
from leadership.consultations import queries as heard
from leadership.consultations import service as consulting
from leadership.programme import service as programme
from leadership.standards import queries
from leadership.standards import service as standards
from leadership.standards.model import SHIPPED
from leadership.standards.queries import VersionSeen
from partnership.access import Role
from partnership.standards.model import find_item


class Newer(NamedTuple):
    """A second version: the item it words anew, and since when it counts."""

    item: str
    text: str
    since: int


# How many days ago the first versions began to count.
SINCE = 200
NEWER = {
    "case-audit": Newer(
        "A04",
        "The assessment says what daily life is like for this child, with language, "
        "faith, culture and any disability.",
        40,
    ),
    "threshold": Newer(
        "T03",
        "Several needs together ask for help from several agencies, with one lead "
        "practitioner whom the family knows.",
        100,
    ),
}
DRAFT, REWORDED = "courses", "C06"
WORDING = "Exploitation outside the home, online and in public places"
QUESTION = "Does the new wording of the course on exploitation fit your practice?"
COMMENTS = {
    "havering": "Say that it covers transport and parks, where our group meets it.",
    "barking-and-dagenham": "Two years is long: ask for a short update after one.",
}


def publish(leadership: Place, *, teller: Teller) -> None:
    """Leadership publishes what the product ships, and asks about a next version."""
    first, second = actor(leadership, Role.LEADERSHIP_MEMBER), second_member(leadership)
    with on_scene(leadership) as scene:
        for name in SHIPPED:
            _issue(scene, name, days=SINCE, first=first, second=second)
        for name, newer in NEWER.items():
            _issue(
                scene, name, days=newer.since, first=first, second=second, newer=newer
            )
        _circulate(scene, first=first, second=second)
        scene.act(
            programme.begin,
            starts_on=ago(150),
            shadow_on=ago(150),
            report_on=ago(-215),
            by=first,
        )
    teller.say(
        f"Leadership published {len(SHIPPED)} more standards, {len(NEWER)} of them in "
        "a second version, and asked boroughs about a draft."
    )


def comment(borough: Place, people: Colleagues) -> None:
    """The borough says what it thinks of the draft, if it has something to say."""
    text = COMMENTS.get(borough.part.slug)
    if text is None:
        return
    with on_scene(borough) as scene:
        [draft] = drafts.drafts(scene.session)
        given = {"consultation_id": draft.id}
        scene.act(commenting.add, item=REWORDED, text=text, by=people.analyst, **given)
        scene.act(commenting.submit, by=people.analyst, **given)
        response = drafts.draft(scene.session, draft.id).response
        scene.act(
            commenting.approve,
            seen=(response and response.preview) or "",
            area=borough.part.area_code,
            by=people.manager,
            **given,
        )


def answer(leadership: Place) -> None:
    """Leadership takes up the first comment that came; the others wait for a word."""
    second = second_member(leadership)
    with on_scene(leadership) as scene:
        [asked] = heard.consultations(scene.session)
        if asked.comments:
            scene.act(
                consulting.answer,
                comment_id=asked.comments[0].id,
                seen=asked.version,
                taken_up=True,
                why="",
                by=second,
            )


def _issue(
    scene: Scene, name: str, *, days: int, first: Actor, second: Actor,
    newer: Newer | None = None,
) -> None:  # fmt: skip
    version = scene.act(standards.draft, standard=name, by=first)
    draft = queries.version_of(scene.session, name, version)
    scene.act(
        standards.describe, standard=name, version=version, seen=draft.revision,
        title=draft.title, summary=draft.summary, effective_from=ago(days), by=first,
    )  # fmt: skip
    if newer is not None:
        _reword(scene, name, version, item=newer.item, text=newer.text, by=first)
    scene.act(
        standards.publish, standard=name, version=version,
        seen=_seen(scene, name, version).revision, by=second,
    )  # fmt: skip


def _reword(
    scene: Scene, name: str, version: int, *, item: str, text: str, by: Actor
) -> None:
    draft = _seen(scene, name, version)
    was = find_item(draft.items, item)
    scene.act(
        standards.change_item, standard=name, version=version, seen=draft.revision,
        item_id=item, section=was.section, text=text, help=was.help,
        details=was.details, by=by,
    )  # fmt: skip


def _circulate(scene: Scene, *, first: Actor, second: Actor) -> None:
    version = scene.act(standards.draft, standard=DRAFT, by=first)
    _reword(scene, DRAFT, version, item=REWORDED, text=WORDING, by=first)
    scene.act(
        consulting.circulate, standard=DRAFT, version=version,
        seen=_seen(scene, DRAFT, version).revision, question=QUESTION,
        closes_on=ago(-30), by=second,
    )  # fmt: skip


def _seen(scene: Scene, name: str, version: int) -> VersionSeen:
    return queries.version_of(scene.session, name, version)
