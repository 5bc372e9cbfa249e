"""Who people are to Accord: the roles that open doors, and what each may do."""

from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from kit.access import service
from kit.access.policy import Action, Limits, Policy
from kit.access.service import Reach, Scope
from kit.accounts.actor import Actor

MATRIX = Path(__file__).parent / "access_matrix.json"


class Role(StrEnum):
    """A role opens a door; it never opens a record by itself."""

    ADMINISTRATOR = "administrator"
    BUSINESS_MANAGER = "business_manager"
    PARTNER_REPRESENTATIVE = "partner_representative"
    GROUP_CHAIR = "group_chair"
    SCRUTINEER = "scrutineer"
    TRAINING_PARTICIPANT = "training_participant"
    ANALYST = "analyst"
    CDOP_COORDINATOR = "cdop_coordinator"
    CDOP_PANEL = "cdop_panel"
    LEADERSHIP_MEMBER = "leadership_member"
    LEADERSHIP_ADMINISTRATOR = "leadership_administrator"


class Service(StrEnum):
    """The two code bases a role can belong to."""

    BOROUGH = "borough"
    LEADERSHIP = "leadership"


@cache
def policy() -> Policy:
    """The whole matrix, read once."""
    return Policy.read(MATRIX)


def may(role: str, resource: str, action: Action) -> bool:
    """Whether a role may do this at all; a verb asks before it changes anything."""
    return policy().allows(role, resource, action)


def authorise(
    session: Session, actor: Actor, action: Action, resource: str, scope: Scope
) -> Limits:
    """Let ``actor`` do this to one record, or raise NotAllowed or NotFound.

    :func:`kit.access.service.authorise` with this federation's matrix.
    """
    return service.authorise(session, policy(), actor, action, resource, scope)


def reach(session: Session, actor: Actor, action: Action, resource: str) -> Reach:
    """What of a resource ``actor`` may see, for a list; raises NotAllowed."""
    return service.reach(session, policy(), actor, action, resource)


def role_name(role: str) -> str:
    """A role's stored word as people say it."""
    return policy().roles[role].name
