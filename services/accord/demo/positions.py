"""Where each borough stands on each standard: adopted, varied, declined, or not yet."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from accord.demo.acting import Scene, ago, on_scene
from accord.demo.colleagues import Colleagues
from accord.demo.ground import Place
from accord.demo.telling import Teller
from borough.adoptions import queries
from borough.adoptions import service as adoptions
from borough.adoptions.model import Words
from kit.accounts.actor import Actor
from leadership.standards.model import INDICATOR_SET
from partnership.bodies import queries as bodies
from partnership.bodies import service as founding
from partnership.bodies.model import BodyKind
from partnership.bodies.service import Stand
from partnership.standards.model import Position

HAVERING_GROUP = "hspg"
MADE_UP_GROUP = "partnership-group"


class Stance(NamedTuple):
    """A position on a version; ``item`` is worded ``text``, ``local`` stands beside."""

    standard: str
    version: int = 1
    position: Position = Position.ADOPTED
    why: str = ""
    item: str = ""
    text: str = ""
    local: str = ""


ALIKE = (
    Stance(INDICATOR_SET),
    Stance("courses"),
    Stance("child-deaths"),
    Stance("section-11"),
)
# Havering works to everything as it is; the others differ, with a reason on record or
# by not having come to it: one works to an old version, two have no position yet.
STANCES: dict[str, Sequence[Stance]] = {
    "havering": (
        *ALIKE,
        Stance("case-audit", 2),
        Stance("section-175"),
        Stance("rapid-review"),
        Stance("threshold", 2),
    ),
    "barking-and-dagenham": (
        *ALIKE,
        Stance("case-audit", 2),
        Stance(
            "rapid-review",
            position=Position.VARIED,
            why="One analyst gathers everything here and writes the first draft.",
            item="P03",
            text="Send a summary of involvement to our analyst, with what needs doing "
            "at once.",
        ),
        Stance("threshold", 1),
    ),
    "redbridge": (
        Stance(INDICATOR_SET),
        Stance("courses"),
        Stance("child-deaths"),
        Stance(
            "section-11",
            local="Staff know the borough's own directory of early help and use it.",
        ),
        Stance(
            "case-audit",
            2,
            Position.VARIED,
            "Our auditors ask about the wider family first; tried out for two years.",
            "A05",
            "The child and those the child names as family were seen, the child alone "
            "where that is right, and what they said or showed is recorded.",
        ),
        Stance(
            "section-175",
            position=Position.DECLINED,
            why="Our schools answer a yearly audit that was agreed with them until "
            "next summer.",
        ),
        Stance("threshold", 2),
    ),
}


def take(borough: Place, people: Colleagues, *, teller: Teller) -> None:
    """The borough takes its positions and tells leadership of them."""
    stances = STANCES[borough.part.slug]
    with on_scene(borough) as scene:
        body = _group(scene, people)
        for stance in stances:
            _stand(scene, stance, people, body=body, area=borough.part.area_code)
    teller.say(
        f"{borough.part.short_name} took a position on {len(stances)} standards."
    )


def _group(scene: Scene, people: Colleagues) -> str:
    """The body that approves positions; made where no paper founded one."""
    if HAVERING_GROUP in bodies.names(scene.session, ago(0)):
        return HAVERING_GROUP
    scene.session.info["actor"] = people.manager
    founding.found(
        scene.session,
        slug=MADE_UP_GROUP,
        kind=BodyKind.PARTNERSHIP,
        stand=Stand(
            name="Partnership group (made up)",
            purpose="Decides together, for the demonstration",
        ),
        from_on=ago(900),
        by="Business manager",
    )
    return MADE_UP_GROUP


def _stand(
    scene: Scene, stance: Stance, people: Colleagues, *, body: str, area: str
) -> None:
    made = scene.act(
        adoptions.start, standard=stance.standard, version=stance.version,
        by=people.analyst,
    )  # fmt: skip
    _write(scene, made, stance, by=people.analyst)
    _say(scene, made, stance, body=body, by=people.analyst)
    scene.act(
        adoptions.submit, adoption_id=made, seen=_seen(scene, made), by=people.analyst
    )
    preview = queries.record(scene.session, made).preview or ""
    scene.act(
        adoptions.approve, adoption_id=made, seen=preview, area=area, by=people.manager
    )


def _write(scene: Scene, made: UUID, stance: Stance, *, by: Actor) -> None:
    if stance.item:
        scene.act(
            adoptions.vary, adoption_id=made, seen=_seen(scene, made),
            item_id=stance.item, by=by,
            words=Words(text=stance.text, reason=stance.why),
        )  # fmt: skip
    if stance.local:
        scores = ("Nobody knows it", "Some know it", "All know it", "It is used")
        words = Words(
            text=stance.local,
            reason="Early help is arranged in our own way",
            details={"scale": "zero_to_three"}
            | {f"score_{n}": text for n, text in enumerate(scores)},
        )
        scene.act(
            adoptions.add_local, adoption_id=made, seen=_seen(scene, made),
            section="10 This borough", words=words, maps_to=None, by=by,
        )  # fmt: skip


def _say(scene: Scene, made: UUID, stance: Stance, *, body: str, by: Actor) -> None:
    agreed = stance.position is not Position.ADOPTED
    said = adoptions.Stand(
        position=stance.position,
        why=stance.why,
        body=body if agreed else None,
        agreed_on=ago(20) if agreed else None,
        review_on=ago(-240) if stance.position is Position.VARIED else None,
        from_on=ago(15),
    )
    scene.act(
        adoptions.say, adoption_id=made, seen=_seen(scene, made), stand=said, by=by
    )


def _seen(scene: Scene, made: UUID) -> int:
    return queries.record(scene.session, made).version
