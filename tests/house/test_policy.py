"""What no module and no template does, because a stranger could use it."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, modules, parsed, source, tracked

CODE = modules("services", "shared", "deploy")
TEMPLATES = [
    file for file in tracked() if file.suffix == ".html" and file.parts[0] != "tests"
]
# Each with the reason why what it marks as safe is.
MARKED_SAFE = {
    "services/leadership/comparison/routes.py": "drawn by our own escaping template",
    "shared/partnership/charts/canvas.py": "every word in the drawing was escaped",
    "shared/partnership/imports/templates/list.html": "a break, put in after escaping",
}
BANNED_CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load",
    "render_template_string", "flask.render_template_string", "tempfile.mktemp",
    "ssl._create_unverified_context", "app.run",
}  # fmt: skip
BANNED_IMPORTS = {"pickle", "marshal", "shelve", "dill", "telnetlib", "ftplib"}
BANNED_ARGUMENTS = {("shell", True), ("verify", False), ("debug", True)}
# Security rules of the linter that may be put aside nowhere, or only where listed.
NEVER_ASIDE = {"S102", "S301", "S302", "S307", "S311", "S501", "S506", "S602", "S605",
               "S608", "S701"}  # fmt: skip
ASIDE = {
    ("shared/kit/bulk.py", "S608"): "names come from our own tables",
    ("shared/kit/trail/protection.py", "S608"): "names come from our own tables",
    ("deploy/verify_trail.py", "S608"): "the names of columns stand in the script",
}
INLINE = {
    "a handler": re.compile(r"<[^>{%]*\son[a-z]+\s*=", re.IGNORECASE),
    "a style": re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.IGNORECASE),
    "a script with a body": re.compile(
        r"<script\b(?![^>]*\bsrc=)|<script\b[^>]*>\s*[^\s<]", re.IGNORECASE
    ),
    "an address that is code": re.compile(r"javascript\s*:", re.IGNORECASE),
    "a page of others": re.compile(r"<(iframe|object|embed|base)\b", re.IGNORECASE),
    "something fetched elsewhere": re.compile(
        r"<(script|link|img)\b[^>]*(src|href)\s*=\s*[\"']?(https?:)?//", re.IGNORECASE
    ),
}
ESCAPES_OFF = re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\(")


def name_of(call):
    """``os.system`` of ``os.system(...)``; only plain names and attributes of them."""
    parts = []
    node = call.func
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return ".".join(reversed(parts))


def calls(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def banned_in(tree):
    for call in calls(tree):
        if name_of(call) in BANNED_CALLS:
            yield name_of(call)
        for argument in call.keywords:
            value = argument.value
            if isinstance(value, ast.Constant) and (
                (argument.arg, value.value) in BANNED_ARGUMENTS
            ):
                yield f"{argument.arg}={value.value}"
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        yield from BANNED_IMPORTS & {name.split(".")[0] for name in names}


def test_no_module_runs_what_it_is_given():
    found = {str(file): list(banned_in(parsed(file))) for file in CODE}
    assert {file: what for file, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "line",
    [
        "eval(text)",
        "os.system('ls')",
        "subprocess.run(words, shell=True)",
        "import pickle",
        "from marshal import loads",
        "yaml.load(text)",
        "flask.render_template_string(text)",
    ],
)
def test_what_runs_text_is_found(line):
    assert list(banned_in(ast.parse(line)))


def test_what_is_marked_as_safe_is_listed_with_its_reason():
    files = [*TEMPLATES, *CODE]
    found = {str(file) for file in files if ESCAPES_OFF.search(source(file))}
    assert found == set(MARKED_SAFE)


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds_what_the_content_policy_forbids(what):
    found = [str(file) for file in TEMPLATES if INLINE[what].search(source(file))]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a handler", '<p class="a" onclick="x()">'),
        ("a style", '<p style="color: red">'),
        ("a style", "<style>p {}</style>"),
        ("a script with a body", "<script>x()</script>"),
        ("a script with a body", '<script src="a.js">x()</script>'),
        ("an address that is code", '<a href="javascript:x()">'),
        ("a page of others", "<iframe src='/a'>"),
        ("something fetched elsewhere", '<script src="https://cdn.example/x.js">'),
    ],
)
def test_what_the_content_policy_forbids_is_found(what, text):
    assert INLINE[what].search(text)


def test_an_ordinary_script_is_not():
    ordinary = '<script type="module" src="{{ asset(\'accord.js\') }}"></script>'
    assert not any(pattern.search(ordinary) for pattern in INLINE.values())


def test_every_template_escapes_by_its_name():
    # Flask escapes .html; a template of another name would not be.
    others = [
        str(file)
        for file in tracked()
        if "templates" in file.parts and file.suffix not in {".html", ".txt"}
    ]
    assert others == []


def test_the_linters_security_rules_are_on_and_stay_on():
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not any(rule.startswith("S") for rule in lint["ignore"])
    aside = {
        (str(file), rule)
        for file in CODE
        for rule in NEVER_ASIDE
        if re.search(rf"noqa:.*\b{rule}\b", source(file))
    }
    assert aside == set(ASIDE)


def test_the_built_assets_are_the_only_scripts():
    scripts = {file for file in tracked() if file.suffix in {".js", ".mjs"}}
    assert scripts <= {Path("shared/kit/web/assets/accord.js")}
