"""Accounts from the command line of the host."""

import re
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from kit.accounts import queries, service
from kit.db import Database, SharedBase
from kit.hats import queries as hats
from kit.hats.model import HatState, Places
from kit.invitations import service as invitations
from kit.people.commands import accounts
from kit.settings import Settings
from tests.support.people import BOROUGH, LEADERSHIP
from tests.support.settings import some_settings


@dataclass
class Instance:
    settings: Settings
    database: Database


@pytest.fixture
def instance(sqlite_database, tmp_path):
    database = sqlite_database("havering", (SharedBase.metadata,))
    return Instance(some_settings("havering", tmp_path), database)


PLACES = Places(agencies={"police": "Police"})


def run(instance, *words, policy=BOROUGH):
    return CliRunner().invoke(accounts(policy, PLACES), words, obj=instance)


def add(instance, email="new@example.org", role="analyst", *more):
    about = ("--email", email, "--name", "A person", "--role", role)
    return run(instance, "add", *about, *more)


def hat_of(instance, email="new@example.org"):
    with instance.database.reading() as session:
        person = queries.person(session, email=email)
        [hat] = hats.hats_of(session, user_id=person.user_id)
    return hat


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
    assert "'analist' is not one of" in refused.output


def test_a_role_of_the_other_service_is_refused(instance):
    assert add(instance, role="leadership_member").exit_code == 2


def test_a_role_in_an_agency_names_it(instance):
    refused = add(instance, role="partner_representative")
    assert refused.exit_code == 1
    assert "Choose the agency" in refused.output
    wrong = add(
        instance, "a@example.org", "partner_representative", "--agency", "polis"
    )
    assert wrong.exit_code == 2
    with instance.database.reading() as session:
        assert queries.people(session) == []
    right = add(
        instance, "a@example.org", "partner_representative", "--agency", "police"
    )
    assert right.exit_code == 0
    assert hat_of(instance, "a@example.org").agency == "police"


def test_a_case_role_given_on_the_host_waits_for_a_second_person(instance):
    done = add(instance, role="cdop_coordinator")
    assert "counts once a second person agreed" in done.output
    assert hat_of(instance).state is HatState.WAITING


def first(instance, email="first@example.org", **more):
    about = ("--email", email, "--name", "The first")
    return run(instance, "first-administrator", *about, **more)


@pytest.mark.parametrize(
    ("policy", "role"),
    [(BOROUGH, "administrator"), (LEADERSHIP, "leadership_administrator")],
)
def test_the_first_administrator_comes_by_a_link_and_only_once(instance, policy, role):
    done = first(instance, policy=policy)
    token = re.search(r"http://127\.0\.0\.1:8001/invitation/(\S+)", done.output)[1]
    with instance.database.transaction() as session:
        invitations.accept(
            session, token=token, name="Ada", password="correct horse battery staple"
        )
    assert hat_of(instance, "first@example.org").role == role
    again = first(instance, "second@example.org", policy=policy)
    assert again.exit_code == 1
    assert "There is an administrator already" in again.output


def test_the_first_administrator_needs_an_address(instance):
    refused = first(instance, "nobody")
    assert refused.exit_code == 1
    assert "Enter an e-mail address" in refused.output


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
