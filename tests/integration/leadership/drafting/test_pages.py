"""The pages on which a standard is drafted, compared and published."""

from partnership.access import Role

ITEM = {"section": "New", "text": "Is it safe?", "help": "Look.", "scale": "four_words"}
AT = "/standards/of/case-audit/1"


def begin(leader):
    return leader.post("/standards/of/case-audit/draft", follow_redirects=True).text


def test_the_journey_from_a_shipped_draft_to_a_published_version(leader, sign_in):
    assert "First versions that come with Accord" in leader.get("/standards/").text
    assert "Nobody else sees it yet" in begin(leader)
    page = leader.post(f"{AT}/add", data={**ITEM, "seen": 1}, follow_redirects=True)
    assert "A15 Is it safe?" in page.text
    assert "You changed this draft last" in leader.get(f"{AT}/publish").text
    other = sign_in(Role.LEADERSHIP_MEMBER, agency="icb")
    assert "Ready to go out?" in other.get(f"{AT}/publish").text
    refused = other.post(f"{AT}/publish", data={"seen": 2})
    assert refused.status_code == 422
    assert "Tick the box" in refused.text
    done = other.post(
        f"{AT}/publish", data={"seen": 2, "confirm": "yes"}, follow_redirects=True
    )
    assert "on its way to every borough" in done.text
    assert "Case audit" not in leader.get("/standards/of/indicator-set/1").text


def test_an_older_look_answers_409_with_the_present_words_and_keeps_the_typed(leader):
    begin(leader)
    change = {**ITEM, "text": "First words", "seen": 1}
    leader.post(f"{AT}/items/A01", data=change)
    page = leader.post(f"{AT}/items/A01", data={**change, "text": "Second words"})
    assert page.status_code == 409
    assert "First words" in page.text
    assert "Second words" in page.text


def test_two_versions_are_compared_word_by_word(leader, sign_in):
    begin(leader)
    other = sign_in(Role.LEADERSHIP_MEMBER, agency="icb")
    other.post(f"{AT}/publish", data={"seen": 1, "confirm": "yes"})
    leader.post("/standards/of/case-audit/draft")
    second = "/standards/of/case-audit/2"
    leader.post(f"{second}/items/A02/remove", data={"reason": "Twice", "seen": 1})
    leader.post(f"{second}/items/A01", data={**ITEM, "seen": 2})
    leader.post(f"{second}/items/A03/move", data={"steps": 1, "seen": 3})
    page = leader.get("/standards/of/case-audit/from/1/to/2").text
    assert "<del>" in page
    assert "Why: Twice" in page
    assert "Is it safe?" in page
    assert "Changes since version 1" in leader.get(second).text


def test_items_are_in_the_csv_with_their_details(leader):
    leader.post("/standards/of/rapid-review/draft")
    table = leader.get("/standards/of/rapid-review/1/items.csv").text
    assert "Within how many days" in table
    assert "P01" in table


def test_a_form_with_a_fault_says_it_beside_the_field(leader):
    leader.post("/standards/of/rapid-review/draft")
    page = leader.post(
        "/standards/of/rapid-review/1/items/P01",
        data={"section": "One", "text": "Step", "owner": "", "days": "many", "seen": 1},
    )
    assert page.status_code == 422
    assert "must be a whole number" in page.text
    assert "Who does it is needed" in page.text


def test_another_standard_is_begun(leader):
    page = leader.post(
        "/standards/of/new",
        data={"kind": "process", "title": "Escalation"},
        follow_redirects=True,
    )
    assert "Escalation" in page.text
    show = leader.get("/standards/of/process-2/1").text
    assert "Nothing is in this draft yet" in show
    words = {
        "title": "Escalation of disagreement", "summary": "Steps", "seen": 1,
        "effective_from-day": 1, "effective_from-month": 4, "effective_from-year": 2027,
    }  # fmt: skip
    page = leader.post(
        "/standards/of/process-2/1/describe", data=words, follow_redirects=True
    )
    assert "Escalation of disagreement" in page.text


def test_drafts_are_on_the_front_page_and_items_in_the_search(leader, administrator):
    begin(leader)
    assert "Multi-agency case audit, version 1" in leader.get("/").text
    assert administrator.get(AT).status_code in (403, 404)
