import io
import json

import pytest
import structlog

from kit import logs


@pytest.fixture
def written(monkeypatch):
    """``written()`` gives the log's lines since the test began, as they stand."""
    page = io.StringIO()
    monkeypatch.setattr("sys.stderr", page)
    logs.configure(member="havering", process="web")
    yield lambda: [json.loads(line) for line in page.getvalue().splitlines()]
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
