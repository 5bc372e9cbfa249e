"""Who people are to Accord: the roles that open doors."""

from enum import StrEnum


class Role(StrEnum):
    """A role opens a door; it never opens a record by itself."""

    ADMINISTRATOR = "administrator"
    BUSINESS_MANAGER = "business_manager"
    ANALYST = "analyst"
    LEADERSHIP_MEMBER = "leadership_member"


ROLE_NAMES = {
    Role.ADMINISTRATOR: "Administrator",
    Role.BUSINESS_MANAGER: "Business manager",
    Role.ANALYST: "Analyst",
    Role.LEADERSHIP_MEMBER: "Leadership group member",
}
