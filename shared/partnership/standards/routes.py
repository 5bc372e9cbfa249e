"""The boxes of a form about an item: its words, and the details of its kind."""

from collections.abc import Mapping, Sequence
from typing import Any

from partnership.asking.routes import Box
from partnership.standards.model import (
    DETAILS,
    SCALES,
    Detail,
    Form,
    Item,
    Kind,
)

_SCALES = {name: " / ".join(scale) for name, scale in SCALES.items()}


def item_boxes(
    kind: Kind, sections: Sequence[str] = (), *, placed: bool = True
) -> list[Box]:
    """The boxes of an item; of its section too when ``placed``.

    ``sections`` are those there are already, told beside the box.
    """
    boxes = [
        Box(kind="area", name="text", label=_text_label(kind), rows=3),
        Box(
            kind="area",
            name="help",
            label="Help for whoever answers",
            hint="May be left empty",
            rows=3,
        ),
        *(_box(each) for each in DETAILS[kind]),
    ]
    if placed:
        said = "; ".join(sections)
        hint = (
            f"There is already: {said}" if said else "Items of a section stay together"
        )
        boxes.insert(0, Box(kind="text", name="section", label="Section", hint=hint))
    return boxes


def item_values(item: Item) -> dict[str, Any]:
    """What the boxes say of an item at first."""
    return {
        "section": item.section,
        "text": item.text,
        "help": item.help,
        **item.details,
    }


def new_values(kind: Kind) -> dict[str, Any]:
    """What the boxes of a new item say at first: where there is no choice, the one."""
    return {e.key: e.choices[0] for e in DETAILS[kind] if len(e.choices) == 1}


def detail_rows(kind: str, details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The details of an item as a page says them: label and words."""
    labels = {e.key: e.label for e in DETAILS.get(_known(kind), ())}
    return [
        (labels.get(key, key.replace("_", " ").capitalize()), _said(value))
        for key, value in details.items()
        if value not in (None, "")
    ]


def items_table(
    kind: str, items: Sequence[Item]
) -> tuple[list[str], list[tuple[str | int, ...]]]:
    """Header and rows of a file of items, with a column for each detail there is."""
    keys = list(dict.fromkeys(key for item in items for key in item.details))
    labels = {e.key: e.label for e in DETAILS.get(_known(kind), ())}
    header = ["Item", "Section", "Words", "Help"]
    header += [labels.get(key, key.replace("_", " ").capitalize()) for key in keys]
    rows = [
        (
            item.id, item.section, item.text, item.help,
            *(item.details.get(key, "") for key in keys),
        )
        for item in items
    ]  # fmt: skip
    return header, rows


def _known(kind: str) -> Kind:
    return Kind(kind) if kind in set(Kind) else Kind.INDICATOR_SET


def _said(value: object) -> str:
    words = str(value)
    return _SCALES.get(words, words.replace("\n", "; "))


def _text_label(kind: Kind) -> str:
    labels = {
        Kind.AUDIT_TOOL: "Question",
        Kind.SECTION_11_TOOL: "What should be in place",
        Kind.COURSE_STANDARD: "Course",
        Kind.CHILD_DEATH_RETURN: "What is told",
        Kind.PROCESS: "Step",
        Kind.THRESHOLD_DOCUMENT: "Level in words",
    }
    return labels.get(kind, "Words")


def _box(detail: Detail) -> Box:
    hint = "" if detail.required else "May be left empty"
    if detail.choices:
        choices = [(each, _SCALES.get(each, each)) for each in detail.choices]
        return Box(
            kind="select",
            name=detail.key,
            label=detail.label,
            hint=hint,
            choices=choices,
        )
    kind = "area" if detail.form is Form.LINES else "text"
    return Box(kind=kind, name=detail.key, label=detail.label, hint=hint, rows=3)
