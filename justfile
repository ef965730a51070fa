# Every command of this repository. Without `just`, run the line under the name.

# Make the environment, load the sample workspace, open the app
demo *ARGS:
    python3 start.py demo {{ARGS}}

# Everything CI does; ARGS go to pytest
test *ARGS:
    python3 start.py test {{ARGS}}

# Format, lint, types, direction of imports
check:
    python3 start.py check

# Put code into the house format
format:
    .venv/bin/ruff format .
    .venv/bin/ruff check --fix .

# Write docs/reference again from the code that owns the text
reference:
    .venv/bin/python tools/reference.py

# Lock the newest versions that pyproject.toml allows
lock:
    .venv/bin/python tools/lock.py

# Build the wheel and the source distribution into dist/
build:
    .venv/bin/python -m uv build
