import pytest

from kit.access.policy import Action, Need
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


def test_a_view_that_says_nothing_needs_nothing_anybody_has():
    assert access.need_of(lambda: "x") is None
    assert access.need_of(access.public(lambda: "x")) == access.PUBLIC
    needed = access.needs("actions", Action.READ)(lambda: "x")
    assert access.need_of(needed) == Need(resource="actions", action=Action.READ)
