import pytest

from borough.wiring import SERVICE
from tests.support.plans import Plans
from tests.support.settings import some_settings

FIVE = {
    "FRANKIE": {"blue": 11, "amber": 3},
    "SK": {"blue": 16, "amber": 2},
    "LEO": {"blue": 1, "green": 4, "amber": 9},
    "SA": None,
    "PEER": {"blue": 23, "amber": 3},
}


def fill_five(plans) -> None:
    """The five plans a committee heard of; of one nobody knew the actions."""
    for ref, split in FIVE.items():
        source = "peer-review" if ref == "PEER" else "review"
        plan_id = plans.plan(ref, source=source, counted=split is not None)
        if split:
            plans.fill(plan_id, **split)


@pytest.fixture
def plans(any_database) -> Plans:
    """A borough's plans, on each database."""
    return Plans(any_database("havering", SERVICE.metadatas))


@pytest.fixture
def five(plans) -> Plans:
    fill_five(plans)
    return plans


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def filled(app) -> Plans:
    """The five plans in an application."""
    plans = Plans(app.extensions["accord"].database)
    fill_five(plans)
    return plans
