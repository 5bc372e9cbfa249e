"""Everything the leadership service is made of, for the command that runs it."""

from pathlib import Path

from kit.digest.commands import digest
from kit.digest.weekly import Weekly
from kit.instance import Service
from kit.mail import postman
from kit.notices.watch import Watching
from kit.people.commands import accounts
from kit.records.commands import record_of_processing
from kit.trail.commands import trail
from leadership.alignment import consumers as alignment
from leadership.app import create_app, front
from leadership.audits import consumers as audits
from leadership.consultations import consumers as consultations
from leadership.db import METADATAS, PACKAGES
from leadership.members.commands import members
from leadership.oversight import consumers as oversight
from leadership.performance import consumers as performance
from leadership.training import consumers as training
from partnership.access import Service as Kind
from partnership.access import policy
from partnership.actions.commands import actions
from partnership.delegations import commands as delegations
from partnership.imports.commands import imports

POLICY = policy().of_service(Kind.LEADERSHIP)
WEEKLY = Weekly(sources=front, policy=POLICY)
WATCHING = Watching(policy=POLICY)

SERVICE = Service(
    name="leadership",
    create_app=create_app,
    handlers={
        **performance.HANDLERS,
        **consultations.HANDLERS,
        **oversight.HANDLERS,
        **audits.HANDLERS,
        **training.HANDLERS,
        **alignment.HANDLERS,
    },
    metadatas=METADATAS,
    scripts=Path(__file__).parent / "migrations",
    commands=(
        accounts(POLICY),
        imports,
        actions,
        delegations.delegations,
        digest(WEEKLY),
        members,
        trail,
        record_of_processing(metadatas=METADATAS, packages=PACKAGES),
    ),
    loops={
        "postman": postman.run,
        "digest": WEEKLY.run,
        "watch": WATCHING.run,
        "delegations": delegations.run,
    },
)
