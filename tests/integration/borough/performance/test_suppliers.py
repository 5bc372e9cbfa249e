"""An agency sees and enters the figures it supplies, and no others."""

import pytest

from tests.support.people import client_for

FIGURE = {"period": "2024-25 Q3", "numerator": "50", "denominator": "100"}


@pytest.fixture
def police(app):
    return client_for(app, "partner_representative", agency="police")


@pytest.fixture
def health(app):
    return client_for(app, "partner_representative", agency="icb")


def supply(client, agency, indicator="AS01"):
    return client.post(f"/performance/{indicator}/supplier", data={"agency": agency})


def test_before_anything_is_supplied_an_agency_is_told_whom_to_ask(filled, police):
    page = police.get("/performance/").text
    assert "No indicators of your agency yet" in page
    assert "Title of AS01" not in page


def test_an_agency_sees_what_it_supplies_and_nothing_else(
    filled, analyst, police, health
):
    assert supply(analyst, "police").status_code == 302
    assert "Title of AS01" in police.get("/performance/").text
    assert police.get("/performance/AS01").status_code == 200
    assert "AS01" in police.get("/performance/indicators.csv").text
    assert "Title of AS01" not in health.get("/performance/").text
    assert "AS01" not in health.get("/performance/indicators.csv").text
    for page in ("AS01", "AS01/figures.csv", "AS01/figure", "AS01/target"):
        assert health.get(f"/performance/{page}").status_code == 404


def test_an_agency_enters_its_own_figures_only(filled, analyst, police, health):
    supply(analyst, "police")
    before = analyst.get("/performance/AS01/figures.csv").text
    for page, form in (
        ("figure", FIGURE),
        ("target", {"value": "5"}),
        ("target/remove", {}),
        ("commentary", {"text": "Not ours"}),
    ):
        answer = health.post(f"/performance/AS01/{page}", data=form)
        assert answer.status_code == 404
    assert analyst.get("/performance/AS01/figures.csv").text == before
    assert "Not ours" not in analyst.get("/performance/AS01").text
    assert police.post("/performance/AS01/figure", data=FIGURE).status_code == 302
    assert analyst.get("/performance/AS01/figures.csv").text != before


def test_an_agency_does_not_choose_what_it_supplies(filled, police):
    assert police.get("/performance/AS01/supplier").status_code == 403
    assert supply(police, "police").status_code == 403


def test_a_supplier_can_be_changed_and_taken_away(filled, analyst, police):
    supply(analyst, "police")
    assert "Police" in analyst.get("/performance/AS01").text
    supply(analyst, "")
    assert "No agency of its own" in analyst.get("/performance/AS01").text
    assert police.get("/performance/AS01").status_code == 404


def test_an_agency_that_is_not_one_is_refused(filled, analyst):
    answer = supply(analyst, "the-moon")
    assert answer.status_code == 422
    assert "Choose one of the agencies" in answer.text
    assert supply(analyst, "police", indicator="ZZ99").status_code == 404
