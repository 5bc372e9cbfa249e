"""Summaries are chased by a loop beside the pages, and each rung only once."""

import threading
from datetime import timedelta

from borough.summaries import commands, queries, service
from borough.wiring import SERVICE
from kit import clock
from tests.support.plans import MANAGER


def test_the_loop_chases_what_is_due_and_ends_when_told(reviews):
    review_id = reviews.open()
    made = reviews.do(
        service.ask,
        review_id=review_id,
        agency="police",
        asked_on=clock.today() - timedelta(days=10),
        due_on=clock.today(),
        by=MANAGER,
    )
    assert SERVICE.loops["summaries"] is commands.run
    stop = threading.Event()
    stop.set()
    for _ in range(2):
        commands.run(None, reviews.database, stop)
        assert reviews.look(queries.summary, made).chased == 1
