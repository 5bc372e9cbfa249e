"""Funding: by year and partner, planned and agreed, with what is not known said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borough.funding import queries, service
from borough.funding.model import ContributionChanged, Nature, Stage, share, total
from borough.funding.service import Said
from borough.wiring import SERVICE
from kit.errors import Invalid


@pytest.fixture
def database(any_database):
    return any_database("havering", SERVICE.metadatas)


def enter(session, source="police", pence=500_000, **more):
    said = Said(**{"year": 2025, "source": source, "pence": pence, **more})
    return service.enter(session, said=said, by="Business manager")


class Line:
    """A sum from somebody."""

    def __init__(self, pence):
        self.source, self.pence = "police", pence


@given(st.lists(st.none() | st.integers(0, 10**9)))
def test_a_total_counts_every_line_once(sums):
    found = total(map(Line, sums))
    assert found.lines == len(sums)
    assert found.unknown == sums.count(None)
    assert found.known == sum(each or 0 for each in sums)


def test_no_share_is_worked_out_from_what_is_not_known():
    one, unknown = Line(100), Line(None)
    assert share([one], [one, Line(300)]) == 25
    assert share([one], [one, unknown]) is None
    assert share([], [one]) is None
    assert share([Line(0)], [Line(0)]) is None


def test_a_year_adds_up_and_says_what_is_not_known(database):
    with database.transaction() as session:
        enter(session, "local-authority", 20_000_000)
        enter(session, "icb", None)
        enter(session, "police", 500_050)
        enter(session, "others", 10_000, giver="Sample Probation", year=2026)
        enter(session, nature=Nature.IN_KIND, about="A room", pence=None)
    with database.reading() as session:
        first, second = queries.years(session)
    assert (first.label, second.label) == ("2025/26", "2026/27")
    assert (first.money.known, first.money.unknown) == (20_500_050, 1)
    assert (first.in_kind.known, first.in_kind.unknown) == (0, 1)
    assert set(first.shares.values()) == {None}
    assert second.shares["others"] == 100
    assert second.shares["police"] is None


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("year", {"year": 1999}),
        ("source", {"source": "education"}),
        ("giver", {"source": "others"}),
        ("about", {"nature": Nature.IN_KIND}),
        ("pounds", {"pence": -1}),
    ],
)
def test_what_cannot_be_is_refused(database, field, said):
    with database.transaction() as session, pytest.raises(Invalid) as fault:
        enter(session, **said)
    assert list(fault.value.fields) == [field]


def test_a_plan_becomes_agreed_once(database):
    said = Said(year=2025, source="police", pence=600_000, stage=Stage.AGREED)
    with database.transaction() as session:
        one = enter(session)
        service.change(session, contribution_id=one, seen=1, said=said, by="Somebody")
    with database.transaction() as session, pytest.raises(ContributionChanged):
        service.change(session, contribution_id=one, seen=1, said=said, by="Somebody")
    with database.reading() as session:
        assert queries.contribution(session, one).stage is Stage.AGREED


FORM = {"year": "2026", "source": "icb", "nature": "money", "stage": "planned"}


def test_pages_show_the_shift_and_never_a_false_nothing(manager):
    assert "No contribution yet" in manager.get("/funding/").text
    for pounds, year in (("12000.50", "2025"), ("", "2026"), ("0", "2027")):
        form = {**FORM, "pounds": pounds, "year": year}
        assert manager.post("/funding/new", data=form).status_code == 302
    page = manager.get("/funding/").text
    assert "£12,000.50" in page
    assert "2025/26 (planned): 12" in page
    assert "2026/27 (planned, at least)" in page
    assert "Not known" in page
    assert "£0<" in page
    assert "None entered" in page
    table = manager.get("/funding/funding.csv").text
    assert "2026/27,Health,Health,money,planned,,no" in (table)
    assert "2025/26,Police,,0," in manager.get("/funding/totals.csv").text


def test_a_wrong_amount_is_said_and_a_stale_one_kept(manager, app):
    wrong = manager.post("/funding/new", data={**FORM, "pounds": "a lot"})
    assert wrong.status_code == 422
    assert "The amount in pounds must be a number" in wrong.text
    manager.post("/funding/new", data={**FORM, "pounds": "5"})
    with app.extensions["accord"].database.reading() as session:
        one = queries.years(session)[0].lines[0].id
    changed = {**FORM, "seen": 1, "pounds": "6", "stage": "agreed"}
    assert manager.post(f"/funding/{one}", data=changed).status_code == 302
    stale = manager.post(f"/funding/{one}", data={**changed, "pounds": "7.77"})
    assert stale.status_code == 409
    assert "£6" in stale.text
    assert 'value="7.77"' in stale.text
