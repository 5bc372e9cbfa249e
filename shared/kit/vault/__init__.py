"""Data at rest that only the running instance can read: keys, locked columns, indexes.

Each record of a class that is locked, a case for one, has a data key of its own. Data
keys stand in the database, wrapped by the instance's key, which stands in a file and
never in the database. What is locked with a destroyed data key is gone for everybody.
"""
