"""Everything a borough's instance is made of, for the command that runs it."""

from pathlib import Path

from borough.app import PLACES, create_app, front
from borough.bookings import commands as bookings
from borough.case_shares import commands as case_shares
from borough.consultations import consumers as consultations
from borough.coordinators import consumers as coordinators
from borough.db import METADATAS, PACKAGES
from borough.disposals import commands as disposals
from borough.evaluation import commands as evaluation
from borough.form_chasing import commands as form_chasing
from borough.held_returns import consumers as held_returns
from borough.offered_events import consumers as offered_events
from borough.panel_packs import commands as panel_packs
from borough.performance import consumers as performance
from borough.places_elsewhere import consumers as places_elsewhere
from borough.places_exchange import consumers as places_exchange
from borough.section_returns import consumers as section_returns
from borough.self_assessments import commands as self_assessments
from borough.share_answers import consumers as share_answers
from borough.shared_cases import commands as copies
from borough.shared_cases import consumers as shared_cases
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
from kit.vault.commands import keys
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
        **coordinators.HANDLERS,
        **shared_cases.HANDLERS,
        **share_answers.HANDLERS,
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
        form_chasing.reporting_forms,
        delegations.delegations,
        disposals.disposals,
        digest(WEEKLY),
        trail,
        keys,
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
        "disposals": disposals.run,
        "panel-packs": panel_packs.run,
        "reporting-forms": form_chasing.run,
        "case-shares": case_shares.run,
        "shared-cases": copies.run,
    },
)
