"""Help pages that both services have: figures, bodies, people and the exchange."""

from kit.help.model import Topic

TOPICS = (
    Topic(
        slug="charts",
        title="Reading a control chart and a funnel",
        about="What is ordinary variation, what stands out, and what to ask",
        template="partnership/help/templates/charts.html",
        places=("performance", "comparison"),
    ),
    Topic(
        slug="import",
        title="Importing a file",
        about="Which files, what is checked, and how to put faults right",
        template="partnership/help/templates/import.html",
        places=("imports", "official"),
    ),
    Topic(
        slug="what-leaves",
        title="What leaves a borough, and what is hidden",
        about="Small numbers, rounding and the words beside a figure",
        template="partnership/help/templates/what_leaves.html",
        places=("performance.returns", "performance.one_return"),
    ),
    Topic(
        slug="how-we-stand",
        title="How a partnership stands",
        about="Counts of priorities, actions and clocks for the leadership group",
        template="partnership/help/templates/how_we_stand.html",
        places=("governance", "oversight"),
    ),
    Topic(
        slug="standards",
        title="Standards and indicators",
        about="What everybody counts in the same way, and how it changes",
        template="partnership/help/templates/standards.html",
        places=("standards",),
    ),
    Topic(
        slug="bodies",
        title="Bodies, posts, chairs and quorum",
        about="Who sits where, who chairs and until when, and when a body can decide",
        template="partnership/help/templates/bodies.html",
        places=("bodies", "seats"),
    ),
    Topic(
        slug="plans",
        title="Plans and actions",
        about="Four states, how an action becomes blue, and what needs a look",
        template="partnership/help/templates/plans.html",
        places=("plans", "actions", "themes", "snapshots", "plan_reports"),
    ),
    Topic(
        slug="workplan",
        title="Priorities and the work programme",
        about="Shared and local priorities, delivery plans, programmes and milestones",
        template="partnership/help/templates/workplan.html",
        places=("workplan",),
    ),
    Topic(
        slug="clocks",
        title="Clocks and deadlines",
        about="How working days, hours and months are counted, and pauses",
        template="partnership/help/templates/clocks.html",
        places=("clocks",),
    ),
    Topic(
        slug="late",
        title="When something is late or stuck",
        about="Who does what, and in which order",
        template="partnership/help/templates/late.html",
    ),
    Topic(
        slug="need-to-know",
        title="Roles, conflicts of interest and emergency access",
        about="Why a page or a record opens to you, or does not",
        template="partnership/help/templates/need_to_know.html",
        places=("access", "hats"),
    ),
    Topic(
        slug="accounts",
        title="Accounts: invite, change, close",
        about="For administrators, and for who agrees as a second person",
        template="partnership/help/templates/accounts.html",
        places=("people", "invitations", "approvals"),
    ),
    Topic(
        slug="exchange",
        title="What the exchange page says",
        about="Streams, what waits, what was refused, and what to do",
        template="partnership/help/templates/exchange.html",
        places=("exchange",),
    ),
    Topic(
        slug="trail",
        title="Reading the audit trail",
        about="For scrutineers and administrators: who did what, and how it is proven",
        template="partnership/help/templates/trail.html",
        places=("trail",),
    ),
)
