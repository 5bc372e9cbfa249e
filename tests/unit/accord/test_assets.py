"""Only clean files are built, under names that follow their content."""

import json

import pytest

from accord import assets

CSS = (
    "@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2)}"
    "p{font-family:GDS Transport,arial,sans-serif}"
    ".c{mask-image:url(/assets/images/govuk-crest.svg)}"
    "/*# sourceMappingURL=x.map */"
)


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    package = folder / "node_modules/govuk-frontend/dist/govuk"
    package.mkdir(parents=True)
    (package / "govuk-frontend.min.css").write_text(CSS)
    (package / "govuk-frontend.min.js").write_text("export const a = 1")
    (folder / "accord.css").write_text("a{}")
    (folder / "accord.js").write_text('import { initAll } from "./govuk-frontend.js";')
    (folder / "favicon.svg").write_text("<svg/>")
    return folder


@pytest.fixture
def target(tmp_path):
    return tmp_path / "static"


def test_the_font_and_the_crest_stay_behind(source, target):
    names = assets.build(source, target)
    css = (target / names["govuk-frontend.css"]).read_text()
    assert (
        css == 'p{font-family:arial,"Liberation Sans",sans-serif}.c{mask-image:none}\n'
    )


def test_anything_left_of_govuk_identity_stops_the_build(source, target):
    (source / "accord.css").write_text('b{font-family:"GDS Transport"}')
    with pytest.raises(assets.AssetsWrong, match=r"GDS Transport in accord\.css"):
        assets.build(source, target)
    assert not target.exists()


def test_a_script_names_its_neighbour_as_it_is_called_now(source, target):
    names = assets.build(source, target)
    script = (target / names["accord.js"]).read_text()
    assert f'"./{names["govuk-frontend.js"]}"' in script


def test_new_content_has_a_new_name_and_the_old_file_goes(source, target):
    before = assets.build(source, target)
    (source / "accord.css").write_text("b{}")
    after = assets.build(source, target)
    assert before["accord.css"] != after["accord.css"]
    assert before["favicon.svg"] == after["favicon.svg"]
    assert json.loads((target / "manifest.json").read_text()) == after
    there = {path.name for path in target.iterdir()}
    assert there == {*after.values(), "manifest.json"}


def test_without_the_packages_it_says_what_to_do(tmp_path, target):
    with pytest.raises(assets.AssetsWrong, match="accord assets"):
        assets.build(tmp_path, target)
