"""The one place time is read, and the two zones it is shown in."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils import compat

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in London, where every user and every deadline is."""
    return now().astimezone(LONDON).date()


def london_day(moment: datetime) -> date:
    """The day in London on which an aware moment falls."""
    return moment.astimezone(LONDON).date()


def iso(moment: datetime) -> str:
    """Write an aware moment as RFC 3339 in UTC, ending in ``Z``."""
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return text.replace("+00:00", "Z")


def parse_iso(text: str) -> datetime:
    """Read an RFC 3339 moment; raises ValueError when it carries no zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return moment.astimezone(UTC)


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): unique, and sorted by the time it was made."""
    return compat.uuid7()
