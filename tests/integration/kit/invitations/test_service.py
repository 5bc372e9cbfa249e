"""Invitations on both databases: for one address, one role, once, and not for long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from kit.accounts import queries as accounts
from kit.accounts import service as account_service
from kit.accounts.model import User
from kit.errors import Conflict, Invalid, NotFound
from kit.hats import queries as hats
from kit.hats.model import SamePerson
from kit.invitations import queries, service
from kit.invitations.model import Invitation, InvitationState
from kit.invitations.service import NoSuchInvitation
from kit.mail import service as mail
from kit.mail.model import Letter
from kit.trail.model import TrailRow
from tests.integration.kit.invitations.conftest import (
    CHAIR,
    COORDINATOR,
    EMAIL,
)
from tests.support.colleagues import a_colleague
from tests.support.settings import some_settings

GOOD = "correct horse battery staple"


def accept(database, token, password=GOOD, name="Robin Newcomer"):
    with database.transaction() as session:
        return service.accept(session, token=token, name=name, password=password)


def state_of(database, issued):
    with database.reading() as session:
        found = queries.invitation(session, invitation_id=issued.invitation_id)
    return found.state


def roles_of(database, user_id):
    with database.reading() as session:
        held = hats.hats_of(session, user_id=user_id)
    return [(hat.role, hat.granted_by, hat.approved_by, hat.counts) for hat in held]


def test_an_invitation_becomes_an_account_with_its_role_and_password(
    database, inviter, invite
):
    issued = invite(CHAIR, body="learning-group", email=" New@Example.ORG ")
    user_id = accept(database, issued.token)
    with database.reading() as session:
        person = accounts.person(session, email=EMAIL)
        owner = account_service.check_password(session, email=EMAIL, password=GOOD)
        [hat] = hats.hats_of(session, user_id=user_id)
    assert owner == person.user_id == user_id
    assert person.name == "Robin Newcomer"
    assert (hat.role, hat.body) == ("group_chair", "learning-group")
    assert hat.granted_by == inviter.user_id
    assert state_of(database, issued) is InvitationState.ACCEPTED


def test_nobody_has_an_account_before_they_accept(database, invite):
    invite()
    with database.reading() as session:
        assert accounts.person(session, email=EMAIL) is None


def test_the_token_has_256_bits_and_is_not_kept(database, invite):
    token = invite().token
    assert len(token) == 43
    with database.reading() as session:
        [kept] = session.scalars(select(Invitation))
        assert len(kept.token_hash) == 64
        assert token not in {str(value) for value in vars(kept).values()}


def test_an_invitation_works_once(database, invite):
    token = invite().token
    accept(database, token)
    with pytest.raises(NoSuchInvitation):
        accept(database, token)


def test_an_invitation_lasts_72_hours(database, invite, time):
    issued = invite()
    time.shift(timedelta(hours=72, seconds=-1))
    with database.reading() as session:
        assert queries.of_token(session, token=issued.token) is not None
    time.shift(timedelta(seconds=1))
    assert state_of(database, issued) is InvitationState.EXPIRED
    with pytest.raises(NoSuchInvitation):
        accept(database, issued.token)


@pytest.mark.parametrize("token", ["", "x", "0" * 64])
def test_a_wrong_token_opens_nothing(database, invite, token):
    invite()
    with pytest.raises(NoSuchInvitation):
        accept(database, token)


def test_a_password_that_is_refused_leaves_the_link_good(database, invite):
    issued = invite()
    with pytest.raises(Invalid) as refused:
        accept(database, issued.token, password="short")
    assert "password" in refused.value.fields
    with database.reading() as session:
        assert accounts.person(session, email=EMAIL) is None
    assert accept(database, issued.token)


def test_a_fault_in_the_middle_stores_nothing(database, invite, monkeypatch):
    issued = invite()

    def away(*_args, **_words):
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(service.hats, "grant", away)
        with pytest.raises(RuntimeError):
            accept(database, issued.token)
    with database.reading() as session:
        assert accounts.person(session, email=EMAIL) is None
    assert accept(database, issued.token)


def test_a_new_link_ends_the_old_one(database, invite, time):
    issued = invite()
    time.shift(timedelta(hours=80))
    with database.transaction() as session:
        again = service.send_again(session, invitation_id=issued.invitation_id)
    with pytest.raises(NoSuchInvitation):
        accept(database, issued.token)
    assert accept(database, again.token)


def test_a_withdrawn_invitation_lets_nobody_in(database, inviter, invite):
    issued = invite()
    with database.transaction() as session:
        service.withdraw(session, invitation_id=issued.invitation_id, by=inviter)
    with pytest.raises(NoSuchInvitation):
        accept(database, issued.token)
    for verb in (service.send_again, withdraw_by(inviter)):
        with pytest.raises(Conflict), database.transaction() as session:
            verb(session, invitation_id=issued.invitation_id)


def withdraw_by(actor):
    def verb(session, *, invitation_id):
        service.withdraw(session, invitation_id=invitation_id, by=actor)

    return verb


def test_a_case_role_has_no_link_before_a_second_person_agreed(
    database, inviter, second, invite
):
    issued = invite(COORDINATOR)
    assert issued.token is None
    assert state_of(database, issued) is InvitationState.WAITING
    with pytest.raises(Conflict), database.transaction() as session:
        service.send_again(session, invitation_id=issued.invitation_id)
    with database.transaction() as session:
        approved = service.approve(
            session, invitation_id=issued.invitation_id, by=second
        )
    user_id = accept(database, approved.token)
    assert roles_of(database, user_id) == [
        ("cdop_coordinator", inviter.user_id, second.user_id, True)
    ]


@pytest.mark.parametrize("verb", [service.approve, service.refuse])
def test_neither_who_invited_nor_who_is_invited_is_the_second_person(
    database, inviter, invite, verb
):
    issued = invite(COORDINATOR)
    invited = a_colleague(database, "New", "business_manager")
    for same in (inviter, invited):
        with pytest.raises(SamePerson), database.transaction() as session:
            verb(session, invitation_id=issued.invitation_id, by=same)
    assert state_of(database, issued) is InvitationState.WAITING


def test_a_second_person_agrees_once_and_only_where_it_is_asked(
    database, second, invite
):
    issued, plain = invite(COORDINATOR), invite(email="other@example.org")
    with database.transaction() as session:
        service.approve(session, invitation_id=issued.invitation_id, by=second)
    for each in (issued, plain):
        with pytest.raises(Conflict), database.transaction() as session:
            service.approve(session, invitation_id=each.invitation_id, by=second)


def test_a_refused_invitation_is_withdrawn(database, second, invite):
    issued = invite(COORDINATOR)
    with database.transaction() as session:
        service.refuse(session, invitation_id=issued.invitation_id, by=second)
    assert state_of(database, issued) is InvitationState.WITHDRAWN
    with pytest.raises(Conflict), database.transaction() as session:
        service.approve(session, invitation_id=issued.invitation_id, by=second)


def test_nobody_invites_themselves(invite, inviter):
    with pytest.raises(SamePerson):
        invite(email=inviter.email)


def test_who_has_an_account_or_is_invited_is_not_invited_again(invite, second):
    invite()
    for email in (second.email, EMAIL):
        with pytest.raises(Invalid) as refused:
            invite(email=email)
        assert set(refused.value.fields) == {"email"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"role": CHAIR, "body": ""}, "body"),
        ({"until_on": date(2026, 11, 20)}, "until_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(invite, wrong, field):
    with pytest.raises(Invalid) as refused:
        invite(**wrong)
    assert set(refused.value.fields) == {field}


def test_a_role_that_is_over_brings_nobody_in(database, invite, time):
    issued = invite(until_on=date(2026, 11, 22))
    time.shift(timedelta(hours=40))
    with pytest.raises(NoSuchInvitation):
        accept(database, issued.token)


def test_who_comes_back_chooses_a_password_and_keeps_their_roles(
    database, inviter, second
):
    with database.transaction() as session:
        issued = service.invite_back(
            session,
            user_id=second.user_id,
            email=second.email,
            name=second.name,
            by=inviter,
        )
    assert accept(database, issued.token, name="Another Name") == second.user_id
    with database.reading() as session:
        assert accounts.person(session, email=second.email).name == "Second"
        assert account_service.check_password(
            session, email=second.email, password=GOOD
        )
    assert [role for role, *_ in roles_of(database, second.user_id)] == [
        "business_manager"
    ]


def test_a_closed_account_is_not_brought_back_by_an_old_link(database, inviter, second):
    with database.transaction() as session:
        issued = service.invite_back(
            session,
            user_id=second.user_id,
            email=second.email,
            name=second.name,
            by=inviter,
        )
        account_service.close_user(session, user_id=second.user_id)
    with pytest.raises(NotFound):
        accept(database, issued.token)


def test_every_invitation_is_listed_under_the_state_it_has(
    database, inviter, invite, time
):
    old = invite(email="old@example.org")
    time.shift(timedelta(hours=72))
    made = {
        InvitationState.EXPIRED: old,
        InvitationState.WAITING: invite(COORDINATOR, email="case@example.org"),
        InvitationState.OPEN: invite(email="open@example.org"),
        InvitationState.ACCEPTED: invite(email="come@example.org"),
        InvitationState.WITHDRAWN: invite(email="away@example.org"),
    }
    accept(database, made[InvitationState.ACCEPTED].token)
    withdrawn = made[InvitationState.WITHDRAWN].invitation_id
    with database.transaction() as session:
        service.withdraw(session, invitation_id=withdrawn, by=inviter)
    with database.reading() as session:
        listed = {
            state: [
                (one.invitation_id, one.state)
                for one in queries.invitations(session, states=[state])
            ]
            for state in InvitationState
        }
    assert listed == {
        state: [(issued.invitation_id, state)] for state, issued in made.items()
    }


def test_where_mail_is_set_up_a_letter_with_the_link_is_posted(
    database, invite, second, tmp_path
):
    assert not invite(email="before@example.org").posted
    settings = some_settings(
        "havering", tmp_path, mail_url="file:///letters", mail_from="a@example.org"
    )
    mail.open_office(database, settings)
    waiting = invite(COORDINATOR, email="case@example.org")
    assert not waiting.posted
    issued = invite()
    with database.transaction() as session:
        approved = service.approve(
            session, invitation_id=waiting.invitation_id, by=second
        )
    assert issued.posted
    assert approved.posted
    with database.reading() as session:
        letters = {
            letter.recipient: letter.body for letter in session.scalars(select(Letter))
        }
    assert set(letters) == {EMAIL, "case@example.org"}
    assert f"http://127.0.0.1:8001/invitation/{issued.token}" in letters[EMAIL]
    assert "Robin" not in "".join(letters.values())


def test_of_many_who_press_at_once_one_gets_in(database, invite):
    token = invite().token
    together = Barrier(6)

    def press(_number):
        together.wait(timeout=30)
        try:
            return accept(database, token)
        except NoSuchInvitation:
            return None

    with ThreadPoolExecutor(6) as people:
        got_in = [user_id for user_id in people.map(press, range(6)) if user_id]
    assert len(got_in) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 2


def test_every_act_is_in_the_trail_without_name_and_address(
    database, inviter, second, invite
):
    issued = invite(COORDINATOR)
    with database.transaction() as session:
        approved = service.approve(
            session, invitation_id=issued.invitation_id, by=second
        )
    accept(database, approved.token)
    with database.reading() as session:
        record = str(issued.invitation_id)
        told = [
            (row.act, row.detail)
            for row in session.scalars(
                select(TrailRow).where(TrailRow.record == record).order_by(TrailRow.n)
            )
        ]
    assert [act for act, _ in told] == [
        "invitation.made",
        "invitation.approved",
        "invitation.accepted",
    ]
    said = "".join(detail for _, detail in told)
    assert "cdop_coordinator" in said
    assert "robin" not in said.casefold()
    assert "@" not in said
