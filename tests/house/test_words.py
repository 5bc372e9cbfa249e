"""The house speaks of itself alone, in finished sentences."""

import re

from tests.house.tree import source, tracked

# Said in two halves, so that this file does not say them.
UNFINISHED = re.compile(
    r"\b(TO" r"DO|FIX" r"ME|XX" r"X|raise NotImplemented" r"Error"
    r"|not yet impl" r"emented"
    r"|for n" r"ow|du" r"mmy|st" r"ub)\b",
)  # fmt: skip
ELSEWHERE = re.compile(
    r"(^|[^A-Za-z0-9_.$}])/(wo" r"rk|fa" r"rm)/|/tmp/bash" r"_jobs"
    r"|pypi\.org/sim" r"ple|registry\.npm" r"js|deb\.debian\.o" r"rg"
    r"|files\.python" r"hosted",
)  # fmt: skip
AMERICAN = re.compile(r"\b(behav" r"ior|organi" r"zation|author" r"ization)s?\b", re.I)
TEXT = {
    ".py", ".md", ".html", ".toml", ".txt", ".json", ".sh", ".env", ".yaml", ".yml",
    ".css", ".js", ".csv", ".conf", "",
}  # fmt: skip
FILES = [file for file in tracked() if file.suffix in TEXT and file.name != "LICENSE"]
CODE = [
    file
    for file in FILES
    if file.parts[0] in ("services", "shared", "deploy", "contracts")
]


def said(pattern, files):
    return [
        f"{file}:{number}: {match.group()}"
        for file in files
        for number, line in enumerate(source(file).splitlines(), start=1)
        for match in pattern.finditer(line)
    ]


def test_nothing_is_marked_as_unfinished():
    assert said(UNFINISHED, CODE) == []


def test_no_path_of_one_machine_and_no_registry_is_named():
    assert said(ELSEWHERE, FILES) == []


def test_the_spelling_is_british():
    prose = [file for file in FILES if file.suffix in (".md", ".html")]
    assert said(AMERICAN, prose) == []


def test_the_pattern_finds_what_it_is_for():
    assert UNFINISHED.search("# TODO: later")
    assert ELSEWHERE.search("/".join(("see ", "work", "main")))
    assert AMERICAN.search("Behavior")
