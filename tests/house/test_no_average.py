"""Grades and scores are words in an order: they are counted, and nothing averages them.

Every page, every file and every message of the slices that hold grades, scores and
answers on a scale is walked.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.tree import ROOT

SLICES = (
    "borough/agency_answers", "borough/audit_findings", "borough/audit_forms",
    "borough/audit_grades", "borough/audit_plan", "borough/audit_summaries",
    "borough/audit_trends",
    "borough/case_audits", "borough/evaluation", "borough/held_returns",
    "borough/moderation", "borough/practice_surveys", "borough/section_returns",
    "borough/self_assessments", "borough/sign_off", "leadership/audits",
)  # fmt: skip
OPTIONAL = ("borough/training_summaries", "leadership/training")
MESSAGES = ("audits.*", "training.*")
AVERAGE = re.compile(
    r"(?<![a-z])(average\w*|averaging|avg|f?mean|median)(?![a-z])", re.I
)
DENIED = re.compile(r"\b(no|not|never|nothing)\b[^.;:]*$", re.I)
EXPRESSION = re.compile(r"\{[{%].*?[%}]\}", re.S)
DIVIDED = re.compile(r" //? |\| *sum\b")
# The counts of a scale or the marks of its steps, as pages and messages name them.
COUNTS = re.compile(r"counts|grade|score|spread|distribution")


def folders() -> list[Path]:
    found = [ROOT / "services" / name for name in SLICES]
    assert all(folder.is_dir() for folder in found)
    optional = [ROOT / "services" / name for name in OPTIONAL]
    return found + [folder for folder in optional if folder.is_dir()]


def averages(text: str) -> list[str]:
    """Words for an average, but where a sentence says that there is none."""
    return [
        found[0]
        for found in AVERAGE.finditer(text)
        if not DENIED.search(text[: found.start()])
    ]


def modules() -> Iterator[Path]:
    for folder in folders():
        yield from sorted(folder.glob("*.py"))


def templates() -> Iterator[Path]:
    for folder in folders():
        yield from sorted(folder.glob("templates/*.html"))


def messages() -> Iterator[Path]:
    for name in MESSAGES:
        found = sorted((ROOT / "contracts" / "messages").glob(f"{name}.schema.json"))
        assert found
        yield from found


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def said(tree: ast.AST) -> Iterator[str]:
    """Every name and every text of a module, docstrings left out."""
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in prose:
                yield node.value
            continue
        for field in ("id", "attr", "name", "arg", "module"):
            if isinstance(word := getattr(node, field, None), str):
                yield word.replace("_", " ")


def divided(tree: ast.AST) -> Iterator[str]:
    """Whatever is divided that is a sum, or counts of a scale."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv):
            above = ast.unparse(node.left)
            if "sum(" in above or COUNTS.search(above):
                yield ast.unparse(node)


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_no_rule_and_no_file_of_grades_has_an_average(path):
    tree = ast.parse(path.read_text())
    assert [word for text in said(tree) for word in averages(text)] == []
    assert list(divided(tree)) == []


@pytest.mark.parametrize("path", list(templates()), ids=name_of)
def test_no_page_of_grades_has_an_average(path):
    text = path.read_text()
    assert averages(text) == []
    expressions = [found[0] for found in EXPRESSION.finditer(text)]
    divided = [each for each in expressions if DIVIDED.search(each)]
    assert [each for each in divided if COUNTS.search(each)] == []


@pytest.mark.parametrize("path", list(messages()), ids=name_of)
def test_no_message_of_grades_can_carry_an_average(path):
    schema = json.loads(path.read_text())
    assert averages(json.dumps(schema)) == []
    # A count is a whole number; only an average would need more.
    assert "number" not in set(types(schema))


def types(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        kind = schema.get("type", [])
        yield from [kind] if isinstance(kind, str) else kind if kind else []
        for each in schema.values():
            yield from types(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from types(each)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The average grade", ["average"]),
        ("func.avg", ["avg"]),
        ("Scores are counted and never averaged", []),
        ("Nothing is averaged. The mean score is 2", ["mean"]),
    ],
)
def test_only_the_denial_of_an_average_passes(text, found):
    assert averages(text) == found


def test_a_sum_divided_is_found():
    tree = ast.parse("x = sum(scores) / len(scores)\ny = rest / n")
    assert list(divided(tree)) == ["sum(scores) / len(scores)"]
