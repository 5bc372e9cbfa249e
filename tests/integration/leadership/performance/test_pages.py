from leadership.performance import service
from tests.support.released import RETURN, a_return, an_observation


def arrived(database):
    with database.transaction() as session:
        service.take_returns(session, [a_return(cells=2, suppressed=1)])
        hidden = {"status": "suppressed", "numerator": None, "value": None}
        service.take_observations(
            session, [an_observation(), an_observation(period="2024", **hidden)]
        )


def test_an_empty_list_says_when_returns_will_show(leader):
    assert "No return has arrived yet" in leader.get("/returns/").text


def test_a_return_shows_who_released_it_and_every_figure_of_it(
    leader, database, three_boroughs
):
    arrived(database)
    assert str(RETURN) in leader.get("/returns/").text
    page = leader.get(f"/returns/havering/{RETURN}").text
    assert "Business manager" in page
    assert "hidden (small number)" in page
    assert "12.5" in page


def test_a_return_is_a_csv_with_empty_cells_for_what_is_hidden(
    leader, database, three_boroughs
):
    arrived(database)
    table = leader.get(f"/returns/havering/{RETURN}.csv").get_data(as_text=True)
    assert "CP03,2024,E09000016,1,suppressed,,8.0,,published/1," in table


def test_a_return_of_another_borough_is_not_here(leader, database, three_boroughs):
    arrived(database)
    assert leader.get(f"/returns/redbridge/{RETURN}").status_code == 404


def test_official_figures_wait_for_a_tick_before_they_go_out(leader, database):
    leader.post("/standards/draft")
    page = leader.get("/official-figures/")
    assert "Nothing imported yet" in page.text
    assert leader.post("/official-figures/").status_code == 422
    again = leader.post(
        "/official-figures/", data={"confirm": "yes"}, follow_redirects=True
    )
    assert "nothing was sent" in again.text


def test_an_administrator_sees_neither_returns_nor_official_figures(administrator):
    assert administrator.get("/returns/").status_code == 403
    assert administrator.get("/official-figures/").status_code == 403
