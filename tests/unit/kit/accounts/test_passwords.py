import pytest

from kit.accounts import passwords
from kit.errors import Invalid

GOOD = "correct horse battery staple"


def test_a_password_is_kept_as_argon2id_of_64_mib_and_matches_only_itself():
    stored = passwords.hash_password(GOOD)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert passwords.matches(GOOD, stored)
    assert not passwords.matches(GOOD + " ", stored)
    assert not passwords.outdated(stored)


def test_nobody_has_no_password_but_costs_a_full_check(monkeypatch):
    tried = []
    verify = passwords._hasher.verify
    monkeypatch.setattr(
        type(passwords._hasher),
        "verify",
        lambda self, stored, given: tried.append(stored) or verify(stored, given),
    )
    assert not passwords.matches(GOOD, None)
    assert [stored.split("$")[3] for stored in tried] == ["m=65536,t=3,p=1"]


@pytest.mark.parametrize("password", [GOOD, "x1" * 6 + "abc", "ß" * 8 + "abcdefgh"])
def test_any_long_mixture_is_accepted(password):
    passwords.check_choice(password, about="a@example.org")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("elevenchars", "12 characters or more"),
        ("ab" * 129, "256 characters or fewer"),
        ("aaaaaaaaaaaab", "over and over"),
        ("Somebody@Example.org", "your e-mail address"),
        ("SOMEBODY.LONG", "your e-mail address"),
    ],
)
def test_an_easy_password_is_refused_in_plain_words(password, words):
    about = (
        "somebody.long@example.org" if "LONG" in password else "somebody@example.org"
    )
    with pytest.raises(Invalid, match=words) as refused:
        passwords.check_choice(password, about=about)
    assert "password" in refused.value.fields
