from leadership.standards import queries

WHEN = {
    "effective_from-day": "1",
    "effective_from-month": "4",
    "effective_from-year": "2027",
}


def test_the_journey_from_nothing_to_a_published_set(leader, database):
    assert "No indicator set yet" in leader.get("/standards/").text
    draft = leader.post("/standards/draft", follow_redirects=True)
    assert "Nobody else sees it yet" in draft.text
    preview = leader.get("/standards/1/publish").text
    assert "can never be changed" in preview
    assert "CP03 Second or later child protection plans" in preview
    done = leader.post(
        "/standards/1/publish",
        data={**WHEN, "summary": "One way to count.", "confirm": "yes"},
        follow_redirects=True,
    )
    assert "on its way to every borough" in done.text
    assert "In effect from 1 April 2027" in done.text
    with database.reading() as session:
        assert queries.published_version(session) == 1


def test_publishing_unconfirmed_keeps_what_was_typed(leader, database):
    leader.post("/standards/draft")
    page = leader.post("/standards/1/publish", data={**WHEN, "summary": "My words"})
    assert page.status_code == 422
    assert "My words" in page.text
    assert "Tick the box" in page.text
    with database.reading() as session:
        assert queries.published_version(session) is None


def test_every_definition_is_on_the_page_and_in_the_csv(leader, database):
    leader.post("/standards/draft")
    page = leader.get("/standards/1").text
    table = leader.get("/standards/1/indicators.csv").get_data(as_text=True)
    with database.reading() as session:
        for one in queries.standard(session, 1).indicators:
            assert f'id="{one.id}"' in page
            assert one.title in table


def test_rewording_shows_in_the_draft(leader):
    leader.post("/standards/draft")
    form = leader.get("/standards/1/indicators/CP03")
    assert form.status_code == 200
    done = leader.post(
        "/standards/1/indicators/CP03",
        data={
            "title": "Repeat plans",
            "definition": "Plans for a child who had one before.",
            "polarity": "lower",
            "supplier": "Local authority",
            "source": "Census",
        },
        follow_redirects=True,
    )
    assert "Repeat plans" in done.text


def test_an_administrator_sees_no_standard(administrator):
    assert administrator.get("/standards/").status_code == 403
