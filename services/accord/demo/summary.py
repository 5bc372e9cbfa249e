"""The closing words of a demonstration: where to look, and how to get in."""

import sys

from accord.demo.cast import Person
from accord.demo.colleagues import actor
from accord.demo.ground import Ground, Place
from accord.demo.verdict import Verdict
from kit.accounts.commands import sign_in_address
from kit.accounts.service import issue_link
from leadership.alignment import queries as alignment
from partnership.access import Role, role_name


def text(ground: Ground, verdict: Verdict) -> str:
    """Addresses, one-time links for every role, and what to look at first."""
    leadership, first = ground.leadership.address, ground.boroughs[0]
    lines = [
        "",
        verdict.sentence(),
        "",
        "Be anybody: each link signs one role in, once, within 24 hours.",
        "No second step is asked here, because this is a demonstration.",
    ]
    for place in (ground.leadership, first):
        lines += ["", f"{place.part.name}   {place.address}", *_links(place)]
    lines += ["", "The other boroughs have the same roles:"]
    for place in ground.boroughs[1:]:
        lines.append(f"  {place.part.short_name:<24} {place.address}")
        lines.append(f"      {_command(place)}")
    lines += [
        "",
        *_examples(ground),
        "Look first at the comparison, signed in as leadership's group member:",
        f"  {leadership}/performance",
        *_common(ground),
        "Then sign in as a borough's analyst, correct a figure and prepare a return;",
        "sign in there again as its business manager, and approve it.",
        "",
        "A link for any person there, as often as you like:",
        f"  {_command(first)}",
        f"Letters that would be sent are files in {first.folder / 'mail'}.",
        f"Logs, settings and databases are in {ground.folder}.",
        "Ready. Press Ctrl-C to stop everything.",
    ]
    return "\n".join(lines)


def _common(ground: Ground) -> list[str]:
    """What to look at of the common work; all of it is made up, and says so."""
    with ground.leadership.instance.database.reading() as session:
        if not alignment.alignment(session).positions:
            return []
    leadership, first = ground.leadership.address, ground.boroughs[0].address
    return [
        *_deaths(ground),
        "Made-up positions, audits and training stand beside it:",
        f"  {leadership}/alignment/",
        f"  {leadership}/audits/",
        f"  {first}/self-assessments/",
        f"  {first}/events/",
        f"  {first}/events-elsewhere/",
    ]


def _deaths(ground: Ground) -> list[str]:
    """Where child deaths are reviewed; each borough's coordinator opens its own."""
    lines = ["Made-up child death reviews, each borough's for its own coordinator:"]
    for place in ground.boroughs:
        link = _link(place, place.part.person(Role.CDOP_COORDINATOR))
        lines += [f"  {place.part.short_name:<33} {link}"]
    return [*lines, f"  {ground.leadership.address}/child-deaths/", ""]


def _examples(ground: Ground) -> list[str]:
    """Areas apart: made-up accounts, facts of public papers, no exchange."""
    if not ground.examples:
        return []
    lines = ["Two examples stand apart, with what their public papers say:"]
    for place in ground.examples.values():
        lines.append(f"  {place.part.short_name:<24} {place.address}")
        lines.append(f"      {_command(place)}")
    return [*lines, ""]


def _command(place: Place) -> str:
    person = place.part.email(place.part.people[0])
    program = f"{sys.argv[0]} borough --settings {place.settings_file}"
    return f"{program} accounts link {person}"


def _links(place: Place) -> list[str]:
    return [
        f"  {role_name(person.role):<33} {_link(place, person)}"
        for person in place.part.people
    ]


def _link(place: Place, person: Person) -> str:
    """A fresh one-time link for somebody of the cast."""
    identifier = actor(place, person.role).user_id
    with place.instance.database.transaction() as session:
        token = issue_link(session, user_id=identifier)
    return sign_in_address(place.instance.settings, token=token)
