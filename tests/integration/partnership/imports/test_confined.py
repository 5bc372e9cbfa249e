"""Uploaded files are opened in a process that can harm nothing but itself."""

import resource
import sys
import textwrap
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

import kit.confined
from partnership.imports import confined, reading
from partnership.imports.confined import Limits, ReaderBroke
from partnership.imports.problems import Unreadable
from tests.support import hostile

CSV = "a,b\r\n1,é\r\n\r\n,2\r\n".encode()
TOO_FAR = "unpacks to far more"
DAMAGED = "damaged"
TOO_MUCH = "more time or memory"
MOST_SECONDS = 2.0
MOST_GROWTH = 100 * 1024  # kibibytes


def read(content, name="figures.xlsx", **limits):
    with confined.reader(Limits(**limits)) as reader:
        table = reader.open(name, content)
        return table.header, list(table.rows), table.rows_total, table.ends


def refused(content, name="figures.xlsx", **limits):
    with pytest.raises(Unreadable) as refusal:
        read(content, name, **limits)
    return refusal.value.problem


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("figures.csv", CSV),
        ("figures.csv", b"only a heading"),
        ("figures.xlsx", hostile.a_workbook(["a", "b"], [1, None], [2.5, "x\ny"])),
        ("figures.csv", ("a\n" + "1\n" * 3_000).encode()),
    ],
)
def test_the_process_tells_what_the_file_holds(name, content):
    table = reading.open_table(name, content)
    expected = (table.header, list(table.rows), table.rows_total, table.ends)
    assert read(content, name) == expected


def test_a_fault_keeps_its_place():
    problem = refused(b"a,b\n1,2\n3,=1+1\n", "figures.csv")
    assert (problem.row, problem.column, problem.found) == (3, "B", "=1+1")


def test_a_file_over_the_limit_is_handed_to_nobody(monkeypatch):
    monkeypatch.setattr(kit.confined.Process, "hand_over", None)
    assert "the limit is 10 MB" in refused(b"a" * 10_000_001, "a.csv").problem


BOMBS = {
    "archives in archives": (hostile.nested_bomb, DAMAGED),
    "members that overlap": (hostile.overlapping_bomb, TOO_FAR),
    "hidden among noise": (
        lambda: hostile.overlapping_bomb(padding=9_000_000),
        TOO_FAR,
    ),
    "a size that lies low": (lambda: hostile.lying_bomb(unpacked=10), DAMAGED),
    "a size that lies high": (lambda: hostile.lying_bomb(unpacked=2**31), TOO_FAR),
    "quadratic blowup": (hostile.quadratic_blowup, DAMAGED),
    "a row far down": (hostile.far_row, TOO_FAR),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_soon_and_costs_little(name):
    make, said = BOMBS[name]
    content = make()
    assert len(content) < reading.LARGEST_FILE
    before, began = peak_afresh(), spent()
    assert said in refused(content).problem
    assert spent() - began < MOST_SECONDS
    assert peak() - before < MOST_GROWTH


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "..\\..\\evil", "C:\\evil", "xl/../../evil"],
)
def test_members_named_to_lead_outside_are_refused(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = hostile.with_members(hostile.a_workbook(), (name, b"planted"))
    assert DAMAGED in refused(content).problem
    assert list(tmp_path.iterdir()) == []


def test_macros_are_refused_by_what_the_workbook_says_it_is():
    content = hostile.with_replaced(
        hostile.a_workbook(),
        hostile.TYPES,
        b"spreadsheetml.sheet.main+xml",
        b"ms-excel.sheet.macroEnabled.main+xml",
    )
    assert "macros" in refused(content).problem


def test_no_workbook_makes_its_reader_fetch_anything():
    with hostile.canary() as (address, asked):
        for content in [*hostile.luring(address), hostile.linking(address)]:
            with suppress(Unreadable):  # what is only named need not be refused
                list(reading.open_table("figures.xlsx", content).rows)
        assert asked == []
        urllib.request.urlopen(address)  # noqa: S310 - our own canary does hear
        assert asked == ["/canary"]


class TestLimits:
    def test_too_much_processor_time_ends_the_process(self):
        assert (
            "more time or memory" in refused(hostile.wide_rows(), processor=1).problem
        )

    def test_too_long_a_wait_ends_the_process(self):
        assert TOO_MUCH in refused(hostile.wide_rows(), clock=0.5).problem

    def test_too_much_memory_ends_the_reading(self):
        content = b"a,b\n" + b"1,2\n" * 2_400_000
        assert TOO_MUCH in refused(content, "a.csv", memory=40_000_000).problem

    def test_the_process_is_gone_afterwards(self):
        with confined.reader() as reader:
            process = reader.process.process
            next(reader.open("a.csv", CSV).rows)
        assert process.poll() is not None


class TestAProcessThatLies:
    """Stands for one that a file took over."""

    @pytest.fixture
    def play(self, monkeypatch):
        def put_in_place(code):
            told = textwrap.dedent(code)
            start = (
                "import json, os, struct, sys\n"
                "def tell(said):\n"
                "    text = said if isinstance(said, bytes) else "
                "json.dumps(said).encode()\n"
                "    out = sys.stdout.buffer\n"
                "    out.write(struct.pack('>I', len(text)) + text)\n"
                "    out.flush()\n"
            )
            command = (sys.executable, "-I", "-S", "-c", start + told)
            monkeypatch.setattr(kit.confined, "_COMMAND", command)

        return put_in_place

    def test_it_finds_no_secret_in_its_environment(self, play, monkeypatch):
        monkeypatch.setenv("ACCORD_SECRET_KEY", "canary")
        play(
            """
            tell({"header": list(os.environ.values()), "total": 0, "ends": True})
            tell({"end": True})
            """
        )
        assert "canary" not in read(CSV)[0]

    def test_it_inherits_no_open_file(self, play, tmp_path):
        play(
            """
            here = "/proc/self/fd/"
            numbers = [n for n in os.listdir(here) if os.path.exists(here + n)]
            held = [os.readlink(here + n) for n in numbers]
            tell({"header": held, "total": 0, "ends": True})
            tell({"end": True})
            """
        )
        kept = tmp_path / "kept"
        with kept.open("w"):
            assert str(kept) not in read(CSV)[0]

    def test_what_it_tells_becomes_text_and_nothing_else(self, play):
        play(
            """
            tell({"header": [1, {"a": 2}], "total": 0, "ends": True})
            tell({"rows": [[2, 2]]})
            tell(b"x" + bytes(1) + b"y")
            tell({"end": True})
            """
        )
        header, rows, _, _ = read(CSV)
        assert header == ["1", "{'a': 2}"]
        assert rows == [(2, ["x", "y"])]

    @pytest.mark.parametrize(
        "code",
        [
            "sys.exit(3)",
            """
            tell({"header": ["a"], "total": 0, "ends": True})
            tell({"rows": [[2, 1]]})
            tell(b"x" + bytes(1) + b"y")
            """,
            """
            tell({"header": ["a"], "total": 0, "ends": True})
            sys.stdout.buffer.write(bytes([0, 0, 0, 9]) + b"cut")
            """,
        ],
    )
    def test_what_makes_no_sense_is_a_fault_of_ours(self, play, code):
        play(code)
        with pytest.raises(ReaderBroke):
            read(CSV)

    def test_what_never_ends_is_ended(self, play):
        play(
            """
            sys.stdout.buffer.write(bytes([255] * 4))
            sys.stdout.flush()
            while True:
                pass
            """
        )
        assert TOO_MUCH in refused(CSV).problem


def peak() -> int:
    """The most memory this process has used since the last look afresh, in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


def peak_afresh() -> int:
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


def spent() -> float:
    """Seconds of processor time, ours and of processes that ended."""
    uses = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)
