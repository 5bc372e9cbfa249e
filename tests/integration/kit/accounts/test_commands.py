"""Accounts from the command line of the host."""

import re
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from kit.accounts import service
from kit.accounts.commands import accounts
from kit.db import Database, SharedBase
from kit.settings import Settings
from tests.support.settings import some_settings


@dataclass
class Instance:
    settings: Settings
    database: Database


@pytest.fixture
def instance(sqlite_database, tmp_path):
    database = sqlite_database("havering", (SharedBase.metadata,))
    return Instance(some_settings("havering", tmp_path), database)


def run(instance, *words):
    return CliRunner().invoke(accounts(["analyst"]), words, obj=instance)


def add(instance, email="new@example.org", role="analyst"):
    return run(instance, "add", "--email", email, "--name", "A person", "--role", role)


def token_in(output):
    return re.search(r"http://127\.0\.0\.1:8001/sign-in/link/(\S+)", output)[1]


def test_a_new_account_comes_with_a_link_that_works(instance):
    done = add(instance)
    assert done.exit_code == 0
    with instance.database.transaction() as session:
        assert service.use_link(session, token=token_in(done.output))


def test_a_second_account_for_one_address_is_refused_in_words(instance):
    add(instance)
    again = add(instance, "NEW@example.org")
    assert again.exit_code == 1
    assert "already an account" in again.output


def test_a_role_nobody_knows_is_refused(instance):
    refused = add(instance, role="analist")
    assert refused.exit_code == 2
    assert "'analist' is not 'analyst'" in refused.output


def test_another_link_can_be_had(instance):
    add(instance)
    done = run(instance, "link", "new@example.org")
    with instance.database.reading() as session:
        assert service.link_works(session, token=token_in(done.output))


def test_there_is_no_link_for_a_stranger(instance):
    done = run(instance, "link", "who@example.org")
    assert done.exit_code == 1
    assert "no account" in done.output


def test_a_fresh_instance_has_no_account_and_the_list_tells_them_all(instance):
    assert run(instance, "list").output == ""
    add(instance)
    assert "new@example.org  analyst  A person" in run(instance, "list").output
