"""Pages of bodies in both services: found, seat, hand on, rename, end."""

import pytest

from borough.wiring import SERVICE as BOROUGH
from leadership.wiring import SERVICE as LEADERSHIP
from tests.support.people import client_for


@pytest.fixture
def app(build):
    return build(BOROUGH, "havering")


@pytest.fixture
def manager(app):
    return client_for(app, "business_manager")


def day(name, year, month=9, number=1):
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}


def stand(name="Case Review Group", **more):
    return {
        "name": name,
        "purpose": "To learn from cases",
        "minimum": "3",
        "partners_needed": "yes",
        **day("from_on", 2019),
        **more,
    }


def found(client, slug="case-review", **more):
    form = {"slug": slug, "kind": "thematic group", **stand(**more)}
    return client.post("/bodies/new", data=form)


def seat(client, agency, title, slug="case-review", **more):
    form = {"title": title, "agency": agency, "part": "member", **day("from_on", 2019)}
    return client.post(f"/bodies/{slug}/posts/new", data={**form, **more})


def links(page, ending):
    """Addresses on a page that end so, in order."""
    parts = page.split('href="')[1:]
    return [p.split('"')[0] for p in parts if p.split('"')[0].endswith(ending)]


@pytest.fixture
def group(manager):
    assert found(manager).status_code == 302
    seat(manager, "local-authority", "Director of children's services")
    seat(manager, "icb", "Chief nurse")
    return "/bodies/case-review"


def test_the_first_day_tells_what_a_body_is(manager):
    page = manager.get("/bodies/")
    assert page.status_code == 200
    assert "No body here" in page.text
    assert "Found the group that decides" in page.text


def test_a_body_is_founded_listed_and_shown(manager, group):
    page = manager.get("/bodies/").text
    assert "Case Review Group" in page
    assert "Nobody" in page
    shown = manager.get(group).text
    assert "It cannot make a quorum: nobody sits for Police." in shown
    assert "Chief nurse" in shown
    table = manager.get("/bodies/bodies.csv").text
    assert "case-review,Case Review Group,thematic group" in table
    assert "Chief nurse,Integrated care board" in manager.get(f"{group}/posts.csv").text


def test_what_is_missing_is_said_beside_its_field(manager):
    answer = manager.post("/bodies/new", data={"name": "Typed by hand"})
    assert answer.status_code == 422
    assert "Say what the body is for" in answer.text
    assert "Choose what kind of body it is" in answer.text
    assert "Typed by hand" in answer.text
    again = found(manager, slug="Two words")
    assert again.status_code == 422
    assert "Use small letters, figures and hyphens" in again.text


def test_the_list_is_as_at_a_day(manager, group):
    before = manager.get("/bodies/?on-day=1&on-month=1&on-year=2019").text
    assert "Case Review Group" not in before
    manager.post(
        f"{group}/change",
        data={
            **stand("Learning Group", **day("from_on", 2023)),
            "seen": "1",
            "reason": "Wider remit",
        },
    )
    assert "Learning Group" in manager.get("/bodies/").text
    then = manager.get("/bodies/?on-day=1&on-month=8&on-year=2023&kind=").text
    assert "Case Review Group" in then
    assert "Learning Group" not in then
    wrong = manager.get("/bodies/?on-day=31&on-month=2&on-year=2023")
    assert wrong.status_code == 422
    assert "The day must be a real date" in wrong.text


def test_the_second_of_two_editors_sees_the_first_and_keeps_her_words(manager, group):
    seen = {"seen": "1", "reason": "Wider remit"}
    first = {**stand("The first name", **day("from_on", 2023)), **seen}
    assert manager.post(f"{group}/change", data=first).status_code == 302
    second = {**stand("The second name", **day("from_on", 2023)), **seen}
    answer = manager.post(f"{group}/change", data=second)
    assert answer.status_code == 409
    assert "What it says now" in answer.text
    assert "The first name" in answer.text
    assert 'value="The second name"' in answer.text
    assert 'name="seen" value="2"' in answer.text
    third = {**second, "seen": "2"}
    assert manager.post(f"{group}/change", data=third).status_code == 302


def test_a_deputy_is_named_and_a_post_leaves(manager, group):
    [first, _] = links(manager.get(group).text, "/deputy")
    form = {"title": "Assistant director", **day("from_on", 2020)}
    assert "speaks for the same agency" in manager.get(first).text
    assert manager.post(first, data=form).status_code == 302
    page = manager.get(group).text
    assert "Deputy of " in page
    ends = links(page, "/end")
    answer = manager.post(ends[-1], data=day("until_on", 2018))
    assert answer.status_code == 422
    assert "The last day must not be before the first" in answer.text
    assert manager.post(ends[-1], data=day("until_on", 2021)).status_code == 302
    assert "Posts of other times (1)" in manager.get(group).text


def test_the_chair_is_handed_on_and_gaps_are_shown(manager, group):
    page = manager.get(f"{group}/chair").text
    assert "Next in rotation: <strong>Local authority</strong>" in page
    values = page.split('<option value="')[1:]
    posts = {v.split(",")[0].split(">")[1]: v.split('"')[0] for v in values if "," in v}
    nurse = next(v for k, v in posts.items() if k.startswith("Chief nurse"))
    other = next(v for k, v in posts.items() if k.startswith("Director"))
    term = {"seat": "chair", "basis": "rotation between partners"}

    def start(post_id, year, **more):
        form = {**term, "post_id": post_id, **day("from_on", year), **more}
        return manager.post(f"{group}/chair", data=form)

    assert start(nurse, 2020).status_code == 302
    refused = start(other, 2022)
    assert refused.status_code == 422
    assert "Another post holds this seat" in refused.text
    assert start(other, 2022, hands_over="yes").status_code == 302
    table = manager.get(f"{group}/chair.csv").text.splitlines()
    assert [line.split(",")[1] for line in table[1:4]] == [
        "Director of children's services",
        "Chief nurse",
        "Nobody",
    ]
    assert "2022-08-31" in table[2]
    [last, *_] = links(manager.get(group).text, "/end")[3:]
    assert "/chair/" in last
    assert manager.post(last, data=day("until_on", 2024)).status_code == 302


def test_terms_of_reference_are_kept_in_versions(manager, group):
    form = {"text": "We meet quarterly.", **day("agreed_on", 2020)}
    late = {**form, **day("review_on", 2021)}
    assert manager.post(f"{group}/terms-of-reference", data=late).status_code == 302
    assert "Review is late" in manager.get(group).text
    newer = {**form, "text": "We meet monthly.", **day("agreed_on", 2024)}
    assert manager.post(f"{group}/terms-of-reference", data=newer).status_code == 302
    page = manager.get(group).text
    assert "We meet monthly." in page
    assert "Version 1, agreed on 1 September 2020" in page


def test_an_ended_body_is_read_and_can_be_taken_up_again(manager, group):
    form = {"reason": "Its work is done", **day("until_on", 2024)}
    assert manager.post(f"{group}/end", data=form).status_code == 302
    again = manager.post(f"{group}/end", data=form)
    assert again.status_code == 422
    assert "This body has a last day already" in again.text
    assert "Case Review Group" not in manager.get("/bodies/").text
    assert "Case Review Group" in manager.get("/bodies/?ended=yes").text
    assert "It ended on 1 September 2024. Its work is done" in manager.get(group).text
    assert manager.post(f"{group}/reopen").status_code == 302
    assert "Case Review Group" in manager.get("/bodies/").text


def test_a_chair_tends_its_own_body_and_reads_the_others(app, manager, group):
    found(manager, slug="other", name="Another group")
    chair = client_for(app, "group_chair", body="case-review")
    assert seat(chair, "police", "Superintendent").status_code == 302
    assert "Add a post" in chair.get(group).text
    assert "Hand on the chair" not in chair.get(group).text
    assert chair.post(f"{group}/chair", data={}).status_code == 403
    assert chair.get("/bodies/other").status_code == 200
    assert "Add a post" not in chair.get("/bodies/other").text
    assert seat(chair, "police", "Somebody", slug="other").status_code == 404
    assert "Somebody" not in manager.get("/bodies/other/posts.csv").text


def test_a_post_of_another_body_is_not_found_here(manager, group):
    found(manager, slug="other", name="Another group")
    [deputy, _] = links(manager.get(group).text, "/deputy")
    elsewhere = deputy.replace("case-review", "other")
    assert manager.get(elsewhere).status_code == 404
    assert manager.post(elsewhere, data={}).status_code == 404


def test_hats_of_chairs_are_chosen_from_the_bodies(app, manager, group):
    administrator = client_for(app, "administrator")
    page = administrator.get("/people/invite").text
    assert '<option value="case-review">Case Review Group</option>' in page
    chair = client_for(app, "group_chair", body="case-review")
    assert "Group chair, Case Review Group" in chair.get("/bodies/").text


def test_an_empty_chair_is_on_the_front_page_of_who_can_fill_it(app, manager, group):
    assert "Case Review Group: nobody holds the chair" in manager.get("/").text
    other = client_for(app, "group_chair", body="other")
    assert "nobody holds the chair" not in other.get("/").text


def test_a_body_is_found_by_a_name_it_had(app, manager, group):
    change = {**stand("Learning", **day("from_on", 2023)), "seen": "1", "reason": "-"}
    manager.post(f"{group}/change", data=change)
    analyst = client_for(app, "analyst")
    found_page = analyst.post("/search/", data={"term": "case rev"}).text
    assert "/bodies/case-review" in found_page


def test_the_leadership_group_keeps_its_own_bodies(build):
    app = build(LEADERSHIP, "leadership")
    member = client_for(app, "leadership_member")
    form = {"slug": "slg", "kind": "leadership group", **stand("Leadership Group")}
    refused = member.post("/bodies/new", data={**form, "partners_needed": "no"})
    assert "A leadership group needs all three partners" in refused.text
    assert member.post("/bodies/new", data=form).status_code == 302
    administrator = client_for(app, "leadership_administrator")
    assert "Leadership Group" in administrator.get("/bodies/").text
    assert administrator.get("/bodies/slg/change").status_code == 403
