#!/bin/sh
# Find a Python that Accord runs on, and hand over to bootstrap.py.
set -eu
here=$(dirname "$0")
for python in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3; do
    # A name on the path is not enough: version managers leave names that only complain.
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" "$here/bootstrap.py" "$@"
    fi
done
echo "Accord needs Python 3.11 or newer, and none was found." >&2
echo "On Debian 12, Ubuntu 24.04 or newer: apt-get install python3 python3-venv" >&2
echo "If it is somewhere else, say where: make demo PYTHON=/path/to/python3" >&2
exit 1
