"""The closing words of a demonstration: where to look, and how to get in."""

import sys

from accord.demo.ground import Ground, Place
from accord.demo.story import actor
from accord.demo.verdict import Verdict
from kit.accounts.commands import sign_in_address
from kit.accounts.service import issue_link
from partnership.access import role_name


def text(ground: Ground, verdict: Verdict) -> str:
    """Addresses, one-time links, and what to look at first."""
    lines = [
        "",
        verdict.sentence(),
        "",
        "Sign in once with each link, within 24 hours.",
    ]
    for place in ground.places.values():
        lines += ["", f"{place.part.name}   {place.address}", *_links(place)]
    leadership, first = ground.leadership.address, ground.boroughs[0]
    lines += [
        "",
        "Look first at the comparison, signed in as leadership's group member:",
        f"  {leadership}/performance",
        "Then sign in as a borough's analyst, correct a figure and prepare a return;",
        "sign in there again as its business manager, and approve it.",
        "",
        f"Another link: {sys.argv[0]} borough --settings {first.settings_file} \\",
        f"    accounts link {first.part.email(first.part.people[0])}",
        "",
        f"Logs, settings and databases are in {ground.folder}.",
        "Ready. Press Ctrl-C to stop everything.",
    ]
    return "\n".join(lines)


def _links(place: Place) -> list[str]:
    lines = []
    for person in place.part.people:
        identifier = actor(place, person.role).user_id
        with place.instance.database.transaction() as session:
            token = issue_link(session, user_id=identifier)
        address = sign_in_address(place.instance.settings, token=token)
        lines.append(f"  {role_name(person.role):<24} {address}")
    return lines
