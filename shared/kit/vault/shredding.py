"""Leave nothing of a destroyed key in the files of the database that is in use.

Copies made before (backups, logs of the database, blocks of the disk) still hold the
key as it was wrapped then. Rotation of the instance key ends those: nobody has what
it was wrapped with any more.
"""

from sqlalchemy.orm import Session

from kit.db import Database
from kit.vault.model import VaultKey


def leave_nothing(session: Session) -> None:
    """Before a key is written over: its bytes must not stay in the page as free space.

    PostgreSQL keeps them until :func:`scrub`.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def scrub(database: Database) -> None:
    """After the commit: rewrite what may still hold the key, while nobody waits long.

    SQLite's log is taken into the database and emptied; PostgreSQL's table of keys,
    which is small, is written anew.
    """
    engine = database.engine.execution_options(
        isolation_level="AUTOCOMMIT", accord_reading=True
    )
    with engine.connect() as connection:
        if database.is_sqlite:
            connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql(f"VACUUM FULL {VaultKey.__tablename__}")
