"""The matrix in words: what letters and limits mean to people."""

from dataclasses import dataclass

from kit.access.policy import Action, Limit, Policy, Resource, parse

ACTIONS = {
    Action.CREATE: "create",
    Action.READ: "read",
    Action.UPDATE: "change",
    Action.APPROVE: "approve",
    Action.EXPORT: "export",
    Action.DISPOSE: "dispose of",
}
LIMITS = {
    Limit.OWN: "own only",
    Limit.GROUP: "own group only",
    Limit.NAMED: "only when assigned",
    Limit.PSEUDONYMISED: "pseudonymised",
    Limit.AGGREGATES: "controlled totals only",
    Limit.METADATA: "without content",
    Limit.SECOND_PERSON: "with a second person",
}
NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """One line of a role's part of the matrix."""

    resource: Resource
    words: str


def of_role(policy: Policy, role: str) -> list[Granted]:
    """All a role may do, in words, in the matrix's order."""
    return [
        Granted(resource=each, words=grant(each.grants[role]))
        for each in policy.resources.values()
        if role in each.grants
    ]


def grant(text: str) -> str:
    """A grant in words: ``CRU X2`` is "create, read, change; export (with ...)"."""
    if not text:
        return NOTHING
    return "; ".join(_group(group) for group in text.split())


def _group(group: str) -> str:
    granted = parse(group)
    does = ", ".join(ACTIONS[action] for action in granted)
    limits = next(iter(granted.values()))
    if not limits:
        return does
    return f"{does} ({', '.join(LIMITS[each] for each in Limit if each in limits)})"
