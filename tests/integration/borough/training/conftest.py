"""A borough that teaches, on each database."""

import pytest

from borough.wiring import SERVICE
from tests.support.training import Training


@pytest.fixture
def training(any_database):
    return Training(any_database("havering", SERVICE.metadatas))
