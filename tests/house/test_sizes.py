"""Nothing in the house outgrows what a person can hold in mind."""

import ast

from tests.house.tree import modules, parsed, source

CODE = modules("services", "shared", "deploy")
TESTS = modules("tests")
LONGEST_MODULE = 400
LONGEST_FUNCTION = 30


def test_a_module_is_at_most_400_lines():
    assert longer_than(LONGEST_MODULE, CODE) == {}


def test_a_test_module_is_no_longer_than_others():
    assert longer_than(LONGEST_MODULE, TESTS) == {}


def test_a_function_is_at_most_30_lines():
    long = {
        f"{file}: {function.name}": lines_of(function)
        for file in CODE
        for function in ast.walk(parsed(file))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and lines_of(function) > LONGEST_FUNCTION
    }
    assert long == {}


def test_a_module_says_in_its_first_line_what_it_is_for():
    silent = [
        str(file)
        for file in CODE
        if source(file).strip() and not says_what_it_is_for(file)
    ]
    assert silent == []


def test_signature_and_docstring_do_not_count_towards_a_functions_length():
    text = 'def say(\n    a,\n):\n    """One.\n\n    Two.\n    """\n    return 1'
    assert lines_of(ast.parse(text).body[0]) == 1


def longer_than(limit, files):
    lengths = {str(file): len(source(file).splitlines()) for file in files}
    return {file: length for file, length in lengths.items() if length > limit}


def lines_of(function):
    """Lines of the body: a signature with a name a line is not what makes it long."""
    first, *others = function.body
    if ast.get_docstring(function) is not None:
        if not others:
            return 0
        first = others[0]
    return function.end_lineno - first.lineno + 1


def says_what_it_is_for(file):
    said = ast.get_docstring(parsed(file)) or ""
    return said.partition("\n")[0].rstrip().endswith((".", ":", "?"))
