"""Run the benchmarks, all or those named: ``python -m tests.benchmarks [name ...]``.

Prints one JSON line per measure. Nothing here judges: figures of one run compare with
the reference of the same run and with nothing else.
"""

import sys

from accord.private_programs import CannotRun
from tests.benchmarks import actions, cases, exchange, importing, page, vault
from tests.benchmarks.measure import Benchmark

BENCHMARKS: tuple[Benchmark, ...] = (
    *exchange.BENCHMARKS,
    *importing.BENCHMARKS,
    *page.BENCHMARKS,
    *actions.BENCHMARKS,
    *cases.BENCHMARKS,
    *vault.BENCHMARKS,
)


def main(wanted: list[str]) -> int:
    known = {benchmark.name: benchmark for benchmark in BENCHMARKS}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        sys.stderr.write(f"No such measure: {', '.join(unknown)}.\n")
        sys.stderr.write(f"There are: {', '.join(known)}.\n")
        return 2
    left_out = 0
    for name in wanted or known:
        if name == "import.dfe" and not importing.DATA.is_dir():
            sys.stderr.write(
                f"{name} left out: no published files at {importing.DATA}.\n"
            )
            continue
        try:
            print(known[name].run().line(), flush=True)  # noqa: T201 - its whole point
        except CannotRun as why:
            sys.stderr.write(f"{name} left out: {why}\n")
            left_out += 1
    return 1 if left_out else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
