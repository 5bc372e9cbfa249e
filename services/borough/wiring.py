"""Everything a borough's instance is made of, for the command that runs it."""

from pathlib import Path

from borough.app import PLACES, create_app, front
from borough.bookings import commands as bookings
from borough.consultations import consumers as consultations
from borough.db import METADATAS, PACKAGES
from borough.evaluation import commands as evaluation
from borough.held_returns import consumers as held_returns
from borough.offered_events import consumers as offered_events
from borough.performance import consumers as performance
from borough.places_elsewhere import consumers as places_elsewhere
from borough.places_exchange import consumers as places_exchange
from borough.section_returns import consumers as section_returns
from borough.self_assessments import commands as self_assessments
from borough.standards import consumers as standards
from borough.standing import commands as standing
from borough.summaries import commands as summaries
from kit.digest.commands import digest
from kit.digest.weekly import Weekly
from kit.instance import Service
from kit.mail import postman
from kit.notices.watch import Watching
from kit.people.commands import accounts
from kit.records.commands import record_of_processing
from kit.trail.commands import trail
from partnership.access import Service as Kind
from partnership.access import policy
from partnership.actions.commands import actions
from partnership.delegations import commands as delegations
from partnership.imports.commands import imports
from partnership.joint import consumers as joint

POLICY = policy().of_service(Kind.BOROUGH)
WEEKLY = Weekly(sources=front, policy=POLICY)
WATCHING = Watching(policy=POLICY)

SERVICE = Service(
    name="borough",
    create_app=create_app,
    handlers={
        **standards.HANDLERS,
        **consultations.HANDLERS,
        **performance.HANDLERS,
        **joint.HANDLERS,
        **held_returns.HANDLERS,
        **section_returns.HANDLERS,
        **offered_events.HANDLERS,
        **places_exchange.HANDLERS,
        **places_elsewhere.HANDLERS,
    },
    metadatas=METADATAS,
    scripts=Path(__file__).parent / "migrations",
    commands=(
        accounts(POLICY, PLACES),
        imports,
        actions,
        summaries.summaries,
        standing.standing,
        bookings.bookings,
        evaluation.evaluation,
        self_assessments.self_assessments,
        delegations.delegations,
        digest(WEEKLY),
        trail,
        record_of_processing(metadatas=METADATAS, packages=PACKAGES),
    ),
    loops={
        "postman": postman.run,
        "digest": WEEKLY.run,
        "watch": WATCHING.run,
        "delegations": delegations.run,
        "summaries": summaries.run,
        "bookings": bookings.run,
        "evaluation": evaluation.run,
        "self-assessments": self_assessments.run,
    },
)
