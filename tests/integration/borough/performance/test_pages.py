import pytest

PAGES = ("/performance/", "/performance/AS01", "/performance/AS01/figure")


def figure(client, indicator="AS01", **form):
    return client.post(f"/performance/{indicator}/figure", data=form)


def test_before_the_first_standard_the_page_says_what_will_come(analyst):
    assert "No indicators yet" in analyst.get("/performance/").text


def test_the_index_shows_own_figures_and_how_they_stand(filled, analyst):
    page = analyst.get("/performance/").text
    assert "Title of AS01" in page
    assert "Not released yet" in page
    assert "42.6" in page or "3.1" in page
    assert "<svg" in page
    table = analyst.get("/performance/indicators.csv").text
    assert "AS01,Title of AS01" in table


def test_an_indicator_has_a_chart_a_table_and_the_rules_it_was_judged_by(
    filled, analyst
):
    page = analyst.get("/performance/AS01").text
    assert 'role="img"' in page
    assert "The same figures as a table" in page
    assert "July to September 2024" in page
    assert analyst.get("/performance/ZZ99").status_code == 404
    table = analyst.get("/performance/AS01/figures.csv").text
    assert "2025-Q1,43.0,101.0" in table


def test_a_figure_is_entered_by_hand(filled, analyst):
    answer = figure(
        analyst, period="2024-25 Q3", numerator="50", denominator="100", code=""
    )
    assert answer.status_code == 302
    assert "50.0" in analyst.get("/performance/AS01").text


def test_an_unknown_figure_is_entered_as_its_code(filled, analyst):
    assert figure(analyst, period="2025-Q1", code="x").status_code == 302
    page = analyst.get("/performance/AS01").text
    assert "Not available" in page
    assert "42.6" not in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"period": "spring", "numerator": "1", "denominator": "2"}, "not a period"),
        ({"period": "2025-Q1"}, "Enter a number, or choose why there is none"),
        ({"period": "2025-Q1", "numerator": "5"}, "Enter how many there are"),
        (
            {"period": "2025-Q1", "numerator": "9", "denominator": "8"},
            "A part cannot be larger than its group",
        ),
        (
            {"period": "2025-Q1", "numerator": "-1", "denominator": "8"},
            "Enter 0 or more",
        ),
        (
            {"period": "2025-Q1", "numerator": "1e400", "denominator": "8"},
            "Enter a number, such as",
        ),
        (
            {"period": "2025-Q1", "numerator": "9", "denominator": "20", "code": "c"},
            "not both",
        ),
    ],
)
def test_a_wrong_figure_is_refused_with_the_words_typed(filled, analyst, form, words):
    before = analyst.get("/performance/AS01/figures.csv").text
    answer = figure(analyst, **form)
    assert answer.status_code == 422
    assert words in answer.text
    assert "There is a problem" in answer.text
    assert f'value="{form["period"]}"' in answer.text
    assert analyst.get("/performance/AS01/figures.csv").text == before


def test_correcting_a_released_figure_warns(filled, analyst, manager):
    address = analyst.post("/returns/new", data={"what": "everything"}).location
    seen = analyst.get(address).text.split('name="seen" value="')[1].split('"')[0]
    analyst.post(f"{address}/submit", data={"seen": seen})
    manager.post(f"{address}/approve", data={"seen": seen, "confirm": "yes"})
    page = analyst.get("/performance/AS01/figure?period=2025-Q1").text
    assert "already released" in page
    assert 'value="43"' in page
    figure(analyst, period="2025-Q1", numerator="70", denominator="101")
    assert "Changed since release" in analyst.get("/performance/").text


def test_a_target_is_set_drawn_and_removed(filled, analyst):
    assert analyst.post("/performance/AS01/target", data={}).status_code == 422
    analyst.post("/performance/AS01/target", data={"value": "80"})
    page = analyst.get("/performance/AS01").text
    assert "80.0, set" in page
    assert "by Analyst" in page
    analyst.post("/performance/AS01/target/remove")
    assert "80.0, set" not in analyst.get("/performance/AS01").text


def test_commentary_says_so_what_with_role_and_time(filled, analyst):
    address = "/performance/AS01/commentary"
    assert analyst.post(address, data={}).status_code == 422
    analyst.post(address, data={"text": "Two teams <merged> in May"})
    page = analyst.get("/performance/AS01").text
    assert "Two teams &lt;merged&gt; in May" in page
    assert "Analyst, " in page


def test_an_administrator_sees_no_figures(filled, administrator):
    for page in PAGES:
        assert administrator.get(page).status_code == 403
