"""The collector waits for as long as any such work goes on, and no longer."""

import gc

import pytest

from kit import collector


def test_it_waits_and_goes_on():
    with collector.waits():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_waits_for_the_last():
    first, second = collector.waits(), collector.waits()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_it_goes_on_after_a_fault():
    @collector.waits()
    def fail():
        assert not gc.isenabled()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert gc.isenabled()


def test_what_a_program_is_made_of_is_not_walked_later():
    before = gc.get_freeze_count()
    with collector.starts():
        assert not gc.isenabled()
        kept = [[] for _ in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(kept)
