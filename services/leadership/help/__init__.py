"""Help pages of the leadership group's service: one for each of its roles."""

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
        slug="administrator",
        title="For administrators",
        about="Members and their keys, the exchange, accounts",
        template="help/templates/administrator.html",
        roles=(Role.LEADERSHIP_ADMINISTRATOR,),
        places=("members",),
    ),
)
