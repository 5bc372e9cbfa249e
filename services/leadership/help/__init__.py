"""Help pages of the leadership group's service: each role's, and what is compared."""

from kit.help.model import Topic
from partnership.access import Role

TOPICS = (
    Topic(
        slug="leadership-member",
        title="For leadership group members",
        about="Comparing boroughs, and publishing standards",
        template="help/templates/leadership_member.html",
        roles=(Role.LEADERSHIP_MEMBER,),
    ),
    Topic(
        slug="side-by-side",
        title="Audits and training side by side",
        about="Read counts of grades, return rates and places of three boroughs",
        template="help/templates/side_by_side.html",
        places=("audits", "training"),
    ),
    Topic(
        slug="administrator",
        title="For administrators",
        about="Members and their keys, the exchange, accounts",
        template="help/templates/administrator.html",
        roles=(Role.LEADERSHIP_ADMINISTRATOR,),
        places=("members",),
    ),
)
