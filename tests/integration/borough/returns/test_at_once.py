"""Two people approve at the same moment: one release decides what the next may show."""

from threading import Barrier, Thread

from borough.ledger import queries as ledger
from borough.returns import service
from borough.returns.model import FiguresChanged
from tests.support.boroughs import ANALYST, HERE, MANAGER


def test_of_two_returns_with_the_same_figures_approved_at_once_one_leaves(borough):
    waiting = []
    for _ in range(2):
        with borough.database.transaction() as session:
            given = service.start(session, by=ANALYST, area=HERE)
            at = {"return_id": given.id, "seen": given.preview}
            service.submit(session, by=ANALYST, **at)
            waiting.append(at)
    outcomes, together = [], Barrier(2)

    def approve(at):
        together.wait()
        try:
            with borough.database.transaction() as session:
                service.approve(session, by=MANAGER, **at)
            outcomes.append("released")
        except FiguresChanged:
            outcomes.append("refused")

    threads = [Thread(target=approve, args=(at,)) for at in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["refused", "released"]
    with borough.database.reading() as session:
        versions = {
            cell.version
            for cell in ledger.latest(session, indicators=["AS01"]).values()
        }
    assert versions == {1}
