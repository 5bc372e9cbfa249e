def test_on_the_first_day_the_front_page_says_where_to_start(analyst):
    page = analyst.get("/").text
    assert "Where to start" in page
    assert "Import a file of figures" in page
    assert "Nothing waits for you" in page


def test_a_return_waits_for_whoever_may_approve_it(filled, analyst, manager):
    address = analyst.post("/returns/new", data={"what": "everything"}).location
    seen = analyst.get(address).text.split('name="seen" value="')[1].split('"')[0]
    analyst.post(f"{address}/submit", data={"seen": seen})
    assert "To approve" in manager.get("/").text
    assert "To approve" not in analyst.get("/").text
    manager.post(f"{address}/approve", data={"seen": seen, "confirm": "yes"})
    page = manager.get("/").text
    assert "To approve" not in page
    assert "4 figures left, approved by Business manager" in page


def test_an_administrator_is_shown_no_figures(filled, administrator):
    page = administrator.get("/").text
    assert "Exchange" in page
    assert "figures left" not in page
