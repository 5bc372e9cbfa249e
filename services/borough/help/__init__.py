"""Help pages of a borough: releasing figures, and one page for each kind of role."""

from kit.help.model import Topic
from partnership.access import Role

TOPICS = (
    Topic(
        slug="release",
        title="Releasing figures",
        about="Prepare, look, approve, and follow the journey",
        template="help/templates/release.html",
        places=("returns",),
    ),
    Topic(
        slug="positions",
        title="Our positions on standards",
        about="Adopt, vary or decline, add our own, and move to a new version",
        template="help/templates/positions.html",
        places=("adoptions", "variations"),
    ),
    Topic(
        slug="arrangements",
        title="Arrangements, documents and funding",
        about="Partners over time, schools, sign-off by three, and what is public",
        template="help/templates/arrangements.html",
        places=("arrangements", "agencies", "documents", "funding", "published"),
    ),
    Topic(
        slug="reviews",
        title="Learning reviews",
        about="From a serious incident to what changed for children",
        template="help/templates/reviews.html",
        places=(
            "reviews",
            "review_flags",
            "incidents",
            "recommendations",
            "thread",
            "summaries",
            "library",
            "pseudonyms",
        ),
    ),
    Topic(
        slug="self-assessments",
        title="Self-assessments",
        about="Answer together, sign off, moderate, and answer once for several",
        template="help/templates/self_assessments.html",
        places=(
            "self_assessments",
            "agency_answers",
            "sign_off",
            "moderation",
            "practice_surveys",
            "section_returns",
            "held_returns",
        ),
    ),
    Topic(
        slug="training",
        title="Training: courses, places and charges",
        about="From the catalogue to the certificate, and who may have which place",
        template="help/templates/training.html",
        places=(
            *("courses", "host_rules", "events", "event_plans"),
            *("bookings", "booking_forms", "attendance", "charges"),
            *("evaluation", "reach"),
        ),
    ),
    Topic(
        slug="business-manager",
        title="For business managers",
        about="An ordinary week, and what to ask before you approve",
        template="help/templates/business_manager.html",
        roles=(Role.BUSINESS_MANAGER,),
    ),
    Topic(
        slug="analyst",
        title="For analysts",
        about="A quarter, step by step",
        template="help/templates/analyst.html",
        roles=(Role.ANALYST,),
    ),
    Topic(
        slug="partner-representative",
        title="For partner agency representatives",
        about="Your agency's own part",
        template="help/templates/partner_representative.html",
        roles=(Role.PARTNER_REPRESENTATIVE,),
    ),
    Topic(
        slug="chairs-and-scrutineers",
        title="For chairs and scrutineers",
        about="Where to look, and questions that help",
        template="help/templates/chairs_and_scrutineers.html",
        roles=(Role.GROUP_CHAIR, Role.SCRUTINEER),
    ),
    Topic(
        slug="training-participant",
        title="For training participants",
        about="What your account is for",
        template="help/templates/training_participant.html",
        roles=(Role.TRAINING_PARTICIPANT,),
    ),
    Topic(
        slug="child-death",
        title="For the child death overview panel",
        about="Assignments, conflicts of interest and emergencies",
        template="help/templates/child_death.html",
        roles=(Role.CDOP_COORDINATOR, Role.CDOP_PANEL),
    ),
    Topic(
        slug="administrator",
        title="For administrators",
        about="Each day, each month, and when something is wrong",
        template="help/templates/administrator.html",
        roles=(Role.ADMINISTRATOR,),
    ),
)
