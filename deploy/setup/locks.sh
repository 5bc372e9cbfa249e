#!/bin/sh
# Write deploy/locks/*.txt: exact versions with hashes, and no registry's address.
set -eu
cd "$(dirname "$0")/../.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate "$@"
}
compile pyproject.toml --group build -o deploy/locks/base.txt
compile pyproject.toml --group build --group dev -o deploy/locks/dev.txt
compile --group pyproject.toml:node -o deploy/locks/node.txt
compile --group pyproject.toml:pip -o deploy/locks/pip.txt
