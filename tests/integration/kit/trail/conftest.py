"""Databases with the shared tables, on SQLite and PostgreSQL."""

import pytest

from kit.db import SharedBase


@pytest.fixture
def database(any_database):
    return any_database("havering", [SharedBase.metadata])
