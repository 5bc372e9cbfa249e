"""What the product imports is installed with it, and not only for tests."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

from tests.house.tree import ROOT, modules, parsed

# What comes with Python; _typeshed is read by type checkers and never at work.
OTHERS = sys.stdlib_module_names | {"_typeshed"}
OURS = {"accord", "borough", "kit", "leadership", "partnership"}


def installed():
    """The distributions that an installation without developers' tools brings."""
    locked = (ROOT / "deploy/locks/base.txt").read_text()
    return {plain(name) for name in re.findall(r"^([\w.-]+)==", locked, re.MULTILINE)}


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(file):
    """The first names of the packages a module imports."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_every_library_the_product_imports_comes_with_it():
    brings, there = packages_distributions(), installed()
    strangers = {
        (str(file), name)
        for file in modules("services", "shared")
        for name in imported(file)
        if name not in OURS | OTHERS
        and not {plain(each) for each in brings.get(name, ())} & there
    }
    assert strangers == set()
