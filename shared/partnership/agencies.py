"""The agencies a person or a figure can belong to, until a borough keeps its register.

The three statutory safeguarding partners come first (Children Act 2004, section 16E);
the others are kinds of relevant agencies (Child Safeguarding Practice Review and
Relevant Agency (England) Regulations 2018).
"""

from collections.abc import Mapping

AGENCIES: Mapping[str, str] = {
    "local-authority": "Local authority",
    "icb": "Integrated care board",
    "police": "Police",
    "health-provider": "Health provider",
    "education": "Schools and colleges",
    "early-years": "Early years",
    "probation": "Probation",
    "youth-justice": "Youth justice",
    "housing": "Housing",
    "voluntary": "Voluntary and community",
}

# Equal by law: no list of them has an order that means anything.
STATUTORY = ("local-authority", "icb", "police")


def agency_name(slug: str | None) -> str:
    """An agency as people say it; its slug where it is not on the list."""
    return AGENCIES.get(slug or "", slug or "")
