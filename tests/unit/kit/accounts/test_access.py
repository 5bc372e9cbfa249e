import pytest

from kit.accounts import access


@pytest.mark.parametrize("address", ["/", "/plans?page=2", "/a//b", "/a:b"])
def test_a_path_of_this_site_is_kept(address):
    assert access.local_path(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "plans",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\nSet-Cookie: x",
        "/\t/evil.example",
    ],
)
def test_an_address_that_leads_away_becomes_the_front_page(address):
    assert access.local_path(address) == "/"


def test_a_door_for_nobody_is_a_mistake():
    with pytest.raises(ValueError, match="at least one role"):
        access.allow()


def test_a_view_that_says_nothing_has_no_roles():
    assert access.roles_of(lambda: "x") is None
    assert access.roles_of(access.public(lambda: "x")) == frozenset()
    assert access.roles_of(access.allow("analyst")(lambda: "x")) == {"analyst"}
