"""Every page can be read, and every form sent, by somebody who runs no script."""

import pytest

from tests.support.without_script import faults

PAGE = "<main><h1>A page</h1>{}</main>"
WORKS = (
    '<form method="post"><input name="a"><button>Send</button></form>'
    '<button type="button" hidden aria-controls="menu">Menu</button>'
    '<ul id="menu"><li><a href="#menu">Menu</a></ul>'
    "<details><summary>More</summary>Words</details>"
    '<dialog><p hidden>Two minutes</p><button type="button">Stay</button></dialog>'
)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ('<form><input name="a"></form>', "has nothing to send it"),
        ('<form><button type="button">Send</button></form>', "sends nothing"),
        ("<form><button disabled>Send</button></form>", "is out of reach"),
        ('<form><button tabindex="-1">Send</button></form>', "is out of reach"),
        ('<select name="a"><option>b</option></select>', "is in no form"),
        ('<p id="later" hidden>Words</p>', "stays hidden"),
        ('<a href="#">More</a>', "leads nowhere"),
        ('<a href="#below">More</a>', "no part of the page"),
        ('<button hidden aria-controls="menu">Menu</button>', "no part of the page"),
        ("<details><p>Words</p></details>", "does not open"),
        ("<table><tbody></tbody></table>", "waits to be filled"),
        ('<a href="/x" onclick="go()">Go</a>', "runs something"),
        ("<h1>Another</h1>", "2 main headings"),
    ],
)
def test_what_needs_a_script_is_found(part, words):
    assert faults(PAGE.format(WORKS)) == []
    assert any(words in each for each in faults(PAGE.format(part))), part
