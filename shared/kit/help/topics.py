"""The help pages every service has."""

from kit.help.model import Topic

TOPICS = (
    Topic(
        slug="sign-in",
        title="Signing in and your second step",
        about="Password, code, recovery codes, and what to do when you cannot get in",
        template="kit/help/templates/sign_in.html",
        places=(
            *("accounts", "account", "second_step", "password_reset", "unsaved"),
            *("openid", "openid_invited", "openid_own"),
        ),
    ),
    Topic(
        slug="front-page",
        title="The front page, notices and letters",
        about="What waits for you, what is late, what changed, and how you are told",
        template="kit/help/templates/front_page.html",
        places=("home", "front", "notices", "letters"),
    ),
    Topic(
        slug="search",
        title="Searching",
        about="What is searched, and why you do not find everything",
        template="kit/help/templates/search.html",
        places=("search",),
    ),
    Topic(
        slug="records",
        title="What is held about people, and for how long",
        about="How to read the record of processing",
        template="kit/help/templates/records.html",
        places=("records",),
    ),
)
