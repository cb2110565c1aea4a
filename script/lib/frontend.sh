# shellcheck shell=bash
# The front end: Node, its packages, the built files; and the catalogues of translations.

FRONTEND="$BIRGE_ROOT/frontend"

# node_is_new_enough: Vite's own condition, 20.19 or newer and not one of 21.0 to 22.11.
node_is_new_enough() {
    command -v npm >/dev/null && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1)' 2>/dev/null
}

add_node_to_tools() {
    "$TOOLS/bin/python" -m pip install --quiet --require-hashes -r "$BIRGE_ROOT/requirements/node.txt" && hash -r
}

npm_install() { (cd "$FRONTEND" && npm ci --no-audit --no-fund); }
npm_build() { (cd "$FRONTEND" && npm run build); }

install_frontend() {
    if ! node_is_new_enough; then
        step "Node (.tools)" add_node_to_tools || fail_download "Node"
        node_is_new_enough || fail "Node does not run" "install Node 20.19 or newer yourself"
    fi
    local hash
    hash="$(hash_of "$FRONTEND/package.json" "$FRONTEND/package-lock.json" "$(node --version)")"
    if ! is_done "$FRONTEND/node_modules/.made-from" "$hash"; then
        step "npm ci" npm_install || fail_download "the front end's packages"
        mark_done "$FRONTEND/node_modules/.made-from" "$hash"
    fi
    hash="$(hash_of "$FRONTEND" "$hash")"
    if ! is_done "$FRONTEND/dist/.made-from" "$hash"; then
        step "npm run build" npm_build || fail "the front end could not be built" "mend what the lines above say"
        mark_done "$FRONTEND/dist/.made-from" "$hash"
    fi
}

# catalogues_to_compile: the .po files that have no .mo, or an older one.
catalogues_to_compile() {
    local po
    find "$BIRGE_ROOT" \( -path "$BIRGE_ROOT/.*" -o -name node_modules \) -prune -o -path '*/LC_MESSAGES/*.po' -print |
        while IFS= read -r po; do
            [ "${po%.po}.mo" -nt "$po" ] || echo "$po"
        done
}

compile_catalogue() { msgfmt --check-format --output-file="${1%.po}.mo" "$1"; }

compile_translations() {
    local po
    catalogues_to_compile | while IFS= read -r po; do
        step "translations: $(basename "$(dirname "$(dirname "$po")")")" compile_catalogue "$po" ||
            fail "the catalogue ${po#"$BIRGE_ROOT"/} cannot be compiled" "mend the line that msgfmt names above"
    done
}
