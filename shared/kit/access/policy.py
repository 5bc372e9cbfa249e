"""The matrix of roles and resources: one data file that says who may do what.

A grant is written as in the printed matrix: capital letters for actions, small ones
behind them for limits, groups apart by spaces. ``CRU X2`` may create, read and update,
and may export with a second person; ``Ro`` may read what is its own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Self

Limits = frozenset["Limit"]


class Action(StrEnum):
    """What somebody does with a resource; the value is its letter in the matrix."""

    CREATE = "C"
    READ = "R"
    UPDATE = "U"
    APPROVE = "A"
    EXPORT = "X"
    DISPOSE = "D"


class Limit(StrEnum):
    """How far a grant reaches; the value is its letter in the matrix."""

    OWN = "o"
    GROUP = "g"
    NAMED = "n"
    PSEUDONYMISED = "p"
    AGGREGATES = "a"
    METADATA = "m"
    SECOND_PERSON = "2"


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A role that opens doors; ``needs`` says what its hat must name.

    ``word`` is what is stored, ``code`` its two letters in the matrix. A hat of a
    ``confirmed`` role counts only when a second person approved it; ``may_skip_step``
    people sign in without a second step.
    """

    word: str
    code: str
    name: str
    about: str
    service: str
    needs: str = ""
    confirmed: bool = False
    may_skip_step: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """A kind of record, and what each role may do with it, as written."""

    word: str
    name: str
    about: str
    grants: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """What a door asks for: an action on a resource.

    ``within`` are the limits the page keeps by itself: who may only read their own is
    let in only where the page promises to show no more than that.
    """

    resource: str
    action: Action
    within: Limits = frozenset()


@dataclass(frozen=True)
class Policy:
    """The matrix as one service uses it."""

    roles: Mapping[str, Role]
    resources: Mapping[str, Resource]

    @classmethod
    def read(cls, file: Path) -> Self:
        """The matrix of a data file; raises ValueError where it contradicts itself."""
        content = json.loads(file.read_text())
        roles = {each["word"]: Role(**each) for each in content["roles"]}
        resources = {each["word"]: Resource(**each) for each in content["resources"]}
        policy = cls(roles, resources)
        policy.check()
        return policy

    def of_service(self, service: str) -> Self:
        """The matrix with the roles one service offers; others open nothing there."""
        roles = {word: r for word, r in self.roles.items() if r.service == service}
        return type(self)(roles, self.resources)

    def check(self) -> None:
        """Raise ValueError for a grant that cannot be read or to no known role."""
        for resource in self.resources.values():
            unknown = resource.grants.keys() - self.roles.keys()
            if unknown:
                raise ValueError(f"{resource.word}: no such role {sorted(unknown)}")
        if not self._granted:
            raise ValueError("The matrix grants nothing")

    def limits(self, role: str, resource: str, action: Action) -> Limits | None:
        """How far a role's grant reaches; None where it has none.

        Raises ValueError for a resource the matrix does not know.
        """
        if resource not in self.resources:
            raise ValueError(f"The matrix of access has no resource {resource!r}")
        if role not in self.roles:
            return None
        return self._granted.get((role, resource, action))

    def allows(self, role: str, resource: str, action: Action) -> bool:
        """Whether a role may do this at all, within whatever limits."""
        return self.limits(role, resource, action) is not None

    def opens(self, role: str, need: Need) -> bool:
        """Whether a door with this need opens for a role."""
        found = self.limits(role, need.resource, need.action)
        if found is None:
            return False
        # A second person is the verb's matter: the first one must get in to ask.
        return found - {Limit.SECOND_PERSON} <= need.within

    def roles_for(self, resource: str, action: Action) -> list[str]:
        """The roles that may do this, in the matrix's order."""
        return [word for word in self.roles if self.allows(word, resource, action)]

    @cached_property
    def _granted(self) -> Mapping[tuple[str, str, Action], Limits]:
        return {
            (role, resource.word, action): limits
            for resource in self.resources.values()
            for role, text in resource.grants.items()
            for action, limits in parse(text).items()
        }


def parse(text: str) -> dict[Action, Limits]:
    """The actions of a grant and their limits; raises ValueError for another text."""
    found: dict[Action, Limits] = {}
    for group in text.split():
        letters = group.rstrip("".join(Limit))
        limits = frozenset(Limit(letter) for letter in group[len(letters) :])
        if not letters:
            raise ValueError(f"The grant {text!r} limits no action")
        found |= {Action(letter): limits for letter in letters}
    return found
