# shellcheck shell=bash
# Two virtual environments: .tools has uv (and Node when needed), .venv has the project.
# They are apart so that .venv holds exactly what requirements/*.txt say.

TOOLS="$BIRGE_ROOT/.tools"
VENV="$BIRGE_ROOT/.venv"

# python_of_system: the first python3 that is new enough, outside our own environments.
python_of_system() {
    local name folders
    folders="$(printf %s "$PATH" | tr ':' '\n' | grep -v -x -e "$TOOLS/bin" -e "$VENV/bin" | paste -sd:)"
    for name in python3 python3.11 python3.12 python3.13 python3.14; do
        if PATH="$folders" command -v "$name" >/dev/null &&
            PATH="$folders" "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            PATH="$folders" "$name" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

make_tools() {
    "$(python_of_system)" -m venv --clear "$TOOLS" &&
        "$TOOLS/bin/python" -m pip install --quiet --require-hashes -r "$BIRGE_ROOT/requirements/tools.txt"
}

# python_lock LEVEL: the lock file to install. Once the tests' packages are there they
# stay, or `script/server` would take away what `script/test` had brought.
python_lock() {
    if [ "$1" = test ] || [ -x "$VENV/bin/pytest" ]; then
        echo "$BIRGE_ROOT/requirements/dev.txt"
    else
        echo "$BIRGE_ROOT/requirements/base.txt"
    fi
}

make_venv() {
    [ -x "$VENV/bin/python" ] || "$TOOLS/bin/uv" venv --quiet --clear --python "$(python_of_system)" "$VENV" || return
    "$TOOLS/bin/uv" pip sync --quiet --python "$VENV/bin/python" --require-hashes --compile-bytecode "$1"
}

install_python() {
    python_of_system >/dev/null || fail "there is no Python 3.11 or newer" \
        "apt-get install python3 python3-venv (Debian 12 or newer has it)"
    local hash lock
    hash="$(hash_of "$BIRGE_ROOT/requirements/tools.txt")"
    if ! is_done "$TOOLS/.made-from" "$hash" || ! "$TOOLS/bin/uv" --version >/dev/null 2>&1; then
        step "Python tools (.tools)" make_tools || fail_download "the Python tools"
        mark_done "$TOOLS/.made-from" "$hash"
    fi
    lock="$(python_lock "$1")"
    hash="$(hash_of "$lock")"
    if ! is_done "$VENV/.made-from" "$hash" || ! "$VENV/bin/python" -c 'import django' 2>/dev/null; then
        step "Python packages (.venv)" make_venv "$lock" || fail_download "the Python packages"
        mark_done "$VENV/.made-from" "$hash"
    fi
}

fail_download() {
    fail "$1 could not be installed" "read the lines above: often it is the network, or the disk (about 3 GB are needed)"
}
