"""One borough's application: its slices, dressed; wiring and nothing else."""

from collections.abc import Sequence

from flask import Blueprint, Flask

from borough.adoptions import routes as adoptions
from borough.agencies import routes as agencies
from borough.agency_answers import routes as agency_answers
from borough.arrangements import routes as arrangements
from borough.attendance import routes as attendance
from borough.audit_alerts import routes as audit_alerts
from borough.audit_findings import routes as audit_findings
from borough.audit_forms import routes as audit_forms
from borough.audit_grades import routes as audit_grades
from borough.audit_plan import routes as audit_plan
from borough.audit_summaries import routes as audit_summaries
from borough.audit_trends import routes as audit_trends
from borough.booking_forms import routes as booking_forms
from borough.bookings import routes as bookings
from borough.case_audits import routes as case_audits
from borough.case_people import routes as case_people
from borough.case_shares import routes as case_shares
from borough.case_transfers import routes as case_transfers
from borough.charges import routes as charges
from borough.consultations import routes as consultations
from borough.copy_people import routes as copy_people
from borough.courses import routes as courses
from borough.db import METADATAS, PACKAGES
from borough.death_analysis import routes as death_analysis
from borough.death_extracts import routes as death_extracts
from borough.death_facts import routes as death_facts
from borough.death_figures import routes as death_figures
from borough.death_meetings import routes as death_meetings
from borough.death_recommendations import routes as death_recommendations
from borough.death_reports import routes as death_reports
from borough.death_triage import routes as death_triage
from borough.deaths import routes as deaths
from borough.disposals import routes as disposals
from borough.documents import routes as documents
from borough.evaluation import routes as evaluation
from borough.event_plans import routes as event_plans
from borough.events import routes as events
from borough.form_answers import routes as form_answers
from borough.form_chasing import routes as form_chasing
from borough.funding import routes as funding
from borough.governance import routes as governance
from borough.held_returns import routes as held_returns
from borough.help import TOPICS as HELP
from borough.home import routes as home
from borough.host_rules import routes as host_rules
from borough.incidents import routes as incidents
from borough.library import routes as library
from borough.moderation import routes as moderation
from borough.offered_events import routes as offered_events
from borough.offers import routes as offers
from borough.panel_packs import routes as panel_packs
from borough.panels import routes as panels
from borough.performance import routes as performance
from borough.pins import routes as pins
from borough.places_elsewhere import routes as places_elsewhere
from borough.practice_surveys import routes as practice_surveys
from borough.professionals import routes as professionals
from borough.pseudonyms import routes as pseudonyms
from borough.published import routes as published
from borough.reach import routes as reach
from borough.recommendations import routes as recommendations
from borough.reporting_forms import routes as reporting_forms
from borough.returns import routes as returns
from borough.review_flags import routes as review_flags
from borough.reviews import routes as reviews
from borough.section_returns import routes as section_returns
from borough.self_assessments import routes as self_assessments
from borough.shared_cases import routes as shared_cases
from borough.sign_off import routes as sign_off
from borough.standards import routes as standards
from borough.standing import routes as standing
from borough.summaries import routes as summaries
from borough.thread import routes as thread
from borough.training_summaries import routes as training_summaries
from borough.variations import routes as variations
from kit.access import routes as access
from kit.approvals import routes as approvals
from kit.db import Database
from kit.exchange import routes as exchange
from kit.exchange.topology import Topology
from kit.front.model import Source
from kit.hats import routes as hats
from kit.hats.model import Places
from kit.help.topics import TOPICS as KIT_HELP
from kit.invitations import routes as invitations
from kit.mail import routes as letters
from kit.people import routes as people
from kit.records import routes as records
from kit.settings import Settings
from kit.trail import routes as trail
from kit.web.navigation import Entry
from kit.web.pages import dress
from partnership import mounted
from partnership.access import Service, policy
from partnership.agencies import AGENCIES
from partnership.bodies.routes import Names
from partnership.help import TOPICS as SHARED_HELP
from partnership.imports import routes as imports

# For the command line, which has no page to list bodies on.
PLACES = Places(agencies=AGENCIES)
NAVIGATION = (
    *performance.NAVIGATION,
    *imports.NAVIGATION,
    *returns.NAVIGATION,
    *governance.NAVIGATION,
    *standards.NAVIGATION,
    *adoptions.NAVIGATION,
    *standing.NAVIGATION,
    *courses.NAVIGATION,
    *mounted.NAVIGATION,
    *reviews.NAVIGATION,
    *deaths.NAVIGATION,
    *panels.NAVIGATION,
    *shared_cases.NAVIGATION,
    *form_answers.NAVIGATION,
    *death_figures.NAVIGATION,
    *pins.NAVIGATION,
    *disposals.NAVIGATION,
    *audit_plan.NAVIGATION,
    *self_assessments.NAVIGATION,
    *arrangements.NAVIGATION,
    *people.NAVIGATION,
    *approvals.NAVIGATION,
    Entry("Exchange", "exchange.index"),
    *trail.NAVIGATION,
)

FINDERS = (
    *performance.FINDERS,
    *standards.FINDERS,
    *returns.FINDERS,
    *mounted.FINDERS,
    *courses.FINDERS,
    *reviews.FINDERS,
    *deaths.FINDERS,
    *library.FINDERS,
    *audit_plan.FINDERS,
    *self_assessments.FINDERS,
    *arrangements.FINDERS,
    *agencies.FINDERS,
    *documents.FINDERS,
    *people.FINDERS,
)

# What reviews do: pages that belong together.
REVIEWING = (
    reviews.pages,
    review_flags.pages,
    incidents.pages,
    recommendations.pages,
    thread.pages,
    summaries.pages,
    library.pages,
    pseudonyms.pages,
)

# What child death reviews do: pages that belong together.
DEATHS = (
    deaths.pages,
    panels.pages,
    panel_packs.pages,
    death_analysis.pages,
    death_recommendations.pages,
    pins.pages,
    disposals.pages,
    case_people.pages,
    death_facts.pages,
    death_triage.pages,
    case_transfers.pages,
    case_shares.pages,
    shared_cases.pages,
    copy_people.pages,
    professionals.pages,
    reporting_forms.pages,
    form_chasing.pages,
    form_answers.pages,
    death_meetings.pages,
    death_extracts.pages,
    death_figures.pages,
    death_reports.pages,
)

# What audits do: pages that belong together.
AUDITING = (
    audit_plan.pages,
    case_audits.pages,
    audit_forms.pages,
    audit_alerts.pages,
    audit_grades.pages,
    audit_trends.pages,
    audit_findings.pages,
    audit_summaries.pages,
)

AUDIT_SOURCES = (
    *audit_plan.SOURCES,
    *audit_alerts.SOURCES,
    *audit_summaries.SOURCES,
    *case_audits.SOURCES,
)

# What agencies do to assess themselves.
SELF_ASSESSING = (
    self_assessments.pages,
    agency_answers.pages,
    sign_off.pages,
    moderation.pages,
    practice_surveys.pages,
    section_returns.pages,
    held_returns.pages,
)

# What training does: pages that belong together.
TRAINING = (
    courses.pages,
    host_rules.pages,
    events.pages,
    event_plans.pages,
    bookings.pages,
    booking_forms.pages,
    attendance.pages,
    charges.pages,
    evaluation.pages,
    reach.pages,
    training_summaries.pages,
    offers.pages,
    offered_events.pages,
    places_elsewhere.pages,
)

# What the front page asks of standards and where we stand on them.
ALIGNING_SOURCES = (
    *standards.SOURCES,
    *adoptions.SOURCES,
    *standing.SOURCES,
    *consultations.SOURCES,
)


# What training asks people to do.
ABOUT_TRAINING = (
    *bookings.SOURCES,
    *events.SOURCES,
    *attendance.SOURCES,
    *evaluation.SOURCES,
    *offers.SOURCES,
    *places_elsewhere.SOURCES,
)


def front(settings: Settings) -> Sequence[Source]:
    """What the front page and the weekly letter ask."""
    return (
        *_to_members(settings),
        *imports.sources("indicators_raw"),
        *performance.SOURCES,
        *mounted.SOURCES,
        *ABOUT_TRAINING,
        *reviews.SOURCES,
        *summaries.SOURCES,
        *thread.SOURCES,
        *deaths.SOURCES,
        *panel_packs.SOURCES,
        *shared_cases.SOURCES,
        *reporting_forms.SOURCES,
        *form_answers.SOURCES,
        *death_meetings.SOURCES,
        *pins.SOURCES,
        *disposals.SOURCES,
        *AUDIT_SOURCES,
        *self_assessments.SOURCES,
        *section_returns.SOURCES,
        *arrangements.SOURCES,
        *agencies.SOURCES,
        *documents.SOURCES,
        *approvals.SOURCES,
        *access.SOURCES,
        *exchange.SOURCES,
        *letters.SOURCES,
    )


def _to_members(settings: Settings) -> Sequence[Source]:
    """What goes to and comes from other members; nothing for an area without any."""
    if not Topology.load().peers_of(settings.member):
        return ()
    return (
        *returns.sources(settings.area_code),
        *training_summaries.SOURCES,
        *death_figures.SOURCES,
        *ALIGNING_SOURCES,
        *governance.SOURCES,
    )


def create_app(settings: Settings, database: Database) -> Flask:
    app = Flask("borough", static_folder=None)
    dress(
        app,
        settings=settings,
        database=database,
        policy=policy().of_service(Service.BOROUGH),
        entries=NAVIGATION,
        front=front(settings),
        finders=FINDERS,
        topics=(*KIT_HELP, *HELP, *SHARED_HELP),
    )
    hats.furnish(app, Places(agencies=AGENCIES, bodies=Names()))
    for pages in _pages(settings.member):
        app.register_blueprint(pages)
    return app


def _pages(member: str) -> Sequence[Blueprint]:
    peers = Topology.load().peers_of(member)
    return (
        home.make_pages(peers=peers),
        performance.pages,
        returns.pages,
        standards.pages,
        adoptions.pages,
        variations.pages,
        standing.pages,
        consultations.pages,
        governance.pages,
        imports.make_pages(resource="indicators_raw"),
        *mounted.PAGES,
        *REVIEWING,
        *DEATHS,
        *TRAINING,
        *AUDITING,
        *SELF_ASSESSING,
        arrangements.pages,
        agencies.pages,
        documents.pages,
        funding.pages,
        published.pages,
        people.pages,
        approvals.pages,
        invitations.pages,
        exchange.make_pages(peers=peers),
        trail.make_pages(peers=peers),
        records.make_pages(metadatas=METADATAS, packages=PACKAGES),
    )
