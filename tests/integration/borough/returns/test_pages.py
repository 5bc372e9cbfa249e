import re

from borough.ledger import queries as ledger
from tests.support.people import client_for


def preview(client, **form):
    answer = client.post("/returns/new", data={"what": "everything", **form})
    assert answer.status_code == 302, answer.text
    return answer.location


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def submitted(client, **form):
    address = preview(client)
    page = client.get(address).text
    answer = client.post(f"{address}/submit", data={"seen": seen(page), **form})
    return address, answer


def released(analyst, manager, **form):
    address, _ = submitted(analyst, **form)
    page = manager.get(address).text
    data = {"seen": seen(page), "confirm": "yes"}
    return address, manager.post(f"{address}/approve", data=data)


def cells_left(app):
    with app.extensions["accord"].database.reading() as session:
        return ledger.cells_released(session)


def test_the_first_page_of_releases_teaches(analyst):
    assert "Nothing has left yet" in analyst.get("/returns/").text
    assert "Nothing new to release" in analyst.get("/returns/new").text


def test_the_preview_shows_what_leaves_beside_the_own_figure(filled, analyst):
    page = analyst.get(preview(analyst)).text
    assert "4 figures, 1 of them hidden" in page
    assert "The number is too small to show" in page
    assert "43 of 101" in page  # the own figure
    assert ">45</td>" in page  # what leaves of it


def test_whoever_approves_sees_only_what_leaves(filled, analyst, manager):
    address, _ = submitted(analyst, note="First quarter")
    page = manager.get(address).text
    assert "43 of 101" not in page
    assert "First quarter" in page
    assert "Approve and release" in page


def test_a_release_by_two_people_leaves_and_can_be_followed(
    app, filled, analyst, manager
):
    address, answer = released(analyst, manager)
    assert answer.status_code == 302
    assert cells_left(app) == 4
    page = manager.get(address).text
    journey = re.search(r'href="(/exchange/journey/[^"]+)"', page)[1]
    assert manager.get(journey).status_code == 200
    table = manager.get(f"{address}/cells.csv").text
    assert "AS01,2025-Q1,E09000016,1,rounded,45.0,100.0,45.0,people/1" in table
    assert "AS01,2025-Q2,E09000016,1,suppressed,,95.0,,people/1" in table


def test_the_preparer_is_told_that_a_second_person_approves(app, filled, manager):
    address, _ = submitted(manager)
    page = manager.get(address).text
    assert "a second person has to approve it" in page
    assert "Approve and release" not in page
    by_hand = {"seen": "x", "confirm": "yes"}
    assert manager.post(f"{address}/approve", data=by_hand).status_code == 403
    assert cells_left(app) == 0


def test_approval_is_meant(app, filled, analyst, manager):
    address, _ = submitted(analyst)
    page = manager.get(address).text
    answer = manager.post(f"{address}/approve", data={"seen": seen(page)})
    assert answer.status_code == 422
    assert "Tick the box" in answer.text
    assert cells_left(app) == 0


def test_an_analyst_cannot_approve(app, filled, analyst):
    address, _ = submitted(analyst)
    data = {"seen": "x", "confirm": "yes"}
    assert analyst.post(f"{address}/approve", data=data).status_code == 403
    assert cells_left(app) == 0


def test_a_changed_figure_stops_the_approval_in_words(app, filled, analyst, manager):
    address, _ = submitted(analyst)
    page = manager.get(address).text
    filled.count("AS01", "2025-Q1", 77.0, 101.0)
    data = {"seen": seen(page), "confirm": "yes"}
    answer = manager.post(f"{address}/approve", data=data, follow_redirects=True)
    assert "Figures changed since this was prepared" in answer.text
    assert cells_left(app) == 0


def test_a_restatement_asks_for_its_reason_and_keeps_what_was_typed(
    app, filled, analyst, manager
):
    released(analyst, manager)
    filled.count("AS01", "2025-Q1", 60.0, 101.0)
    _, answer = submitted(analyst, note="Late closures")
    assert answer.status_code == 422
    assert "Say why figures that were already released are changed" in answer.text
    assert "Late closures" in answer.text
    assert 'href="#reason"' in answer.text
    address, _ = released(analyst, manager, reason="Recounted")
    assert "Recounted" in manager.get(address).text
    page = analyst.get("/performance/AS01").text
    assert "first released as 45.0" in page


def test_a_return_goes_back_with_words_and_can_be_discarded(filled, analyst, manager):
    address, _ = submitted(analyst)
    empty = manager.post(f"{address}/send-back", data={})
    assert empty.status_code == 422
    manager.post(f"{address}/send-back", data={"because": "Check quarter 2"})
    assert "Check quarter 2" in analyst.get(address).text
    assert "Check quarter 2" not in analyst.get("/returns/").text
    assert "Discard this return?" in analyst.get(f"{address}/discard").text
    analyst.post(f"{address}/discard")
    assert analyst.get(address).status_code == 404


def test_only_chosen_indicators_leave(filled, analyst):
    address = preview(analyst, what="some", indicators=["CP03"], first_year="2025")
    page = analyst.get(address).text
    assert "CP03" in page
    assert "AS01" not in page


def test_an_administrator_sees_no_release(filled, analyst, administrator):
    address, _ = submitted(analyst)
    for page in (address, "/returns/", "/returns/new", f"{address}/cells.csv"):
        assert administrator.get(page).status_code == 403


def test_readers_see_what_left_and_nothing_in_preparation(
    app, filled, analyst, manager
):
    scrutineer = client_for(app, "scrutineer")
    address, _ = submitted(analyst)
    assert "Nothing has left yet" in scrutineer.get("/returns/").text
    for page in (address, f"{address}/cells.csv"):
        assert scrutineer.get(page).status_code == 404
    page = manager.get(address).text
    manager.post(f"{address}/approve", data={"seen": seen(page), "confirm": "yes"})
    assert address in scrutineer.get("/returns/").text
    assert "Prepare a release" not in scrutineer.get("/returns/").text
    page = scrutineer.get(address).text
    assert "Others see exactly this" in page
    assert "43 of 101" not in page
    assert scrutineer.get("/returns/new").status_code == 403
