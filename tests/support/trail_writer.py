"""A process that writes to a trail until it has done its share, or is killed.

Its arguments are a database's address and how many transactions to write.
"""

import subprocess
import sys
from pathlib import Path

from kit.db import Database
from kit.trail.model import TrailRow
from tests.support.trails import act

ROOT = Path(__file__).parents[2]


def start(database: Database, transactions: int) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", __name__, database.url, str(transactions)]
    return subprocess.Popen(words, cwd=ROOT)


def write(database: Database, transactions: int) -> None:
    """Transactions of one, two and three acts, with another table's row beside."""
    for number in range(transactions):
        with database.transaction() as session:
            session.get(TrailRow, number)
            for each in range(number % 3 + 1):
                act(session, each, detail={"count": number})


if __name__ == "__main__":
    write(Database(sys.argv[1], member="havering"), int(sys.argv[2]))
