"""The base of the tables only a borough has."""

from sqlalchemy.orm import DeclarativeBase

from kit.db import SharedBase, service_metadata, shared_registry


class Base(DeclarativeBase):
    """A borough's own tables."""

    registry = shared_registry
    metadata = service_metadata()


METADATAS = (SharedBase.metadata, Base.metadata)

# The packages that say what these tables are for, in their record of processing.
PACKAGES = ("kit", "partnership", "borough")
