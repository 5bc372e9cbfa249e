"""The order of files in a parallel run: what takes long is begun early, and apart."""

from itertools import chain, groupby

import pytest

# What comes last is short, so that no worker waits long for another at the end.
_LONG_ONES_WITHIN = 0.7


def by_length(items: list[pytest.Item]) -> list[pytest.Item]:
    """The same tests file by file; files marked ``long`` stand evenly among the first.

    Most of those wait for processes of their own, so side by side with short tests
    they fill the machine, and side by side with each other they starve each other.
    """
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    long = [tests for tests in files if tests[0].get_closest_marker("long")]
    short = [tests for tests in files if not tests[0].get_closest_marker("long")]
    step = int(len(short) * _LONG_ONES_WITHIN) // (len(long) or 1)
    for place, tests in enumerate(long):
        short.insert(place * (step + 1), tests)
    return list(chain.from_iterable(short))
