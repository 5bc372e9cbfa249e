"""The same people and bodies as for decisions."""

from tests.integration.partnership.decisions.conftest import (
    build,
    compiled,
    database,
    learning,
    manager,
    met,
)

__all__ = ["build", "compiled", "database", "learning", "manager", "met"]
