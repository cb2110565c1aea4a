# shellcheck shell=bash
# A stamp is a file that holds a hash of what a step was made from. While the hash is the
# same, the step is done and is skipped.

# hash_of PATH_OR_WORD...: of the content and names of files, of folders with all in them,
# and of words that are no path. Built and downloaded folders are left out.
hash_of() {
    local input
    for input in "$@"; do
        if [ -e "$input" ]; then
            find "$input" \( -name node_modules -o -name dist -o -name __pycache__ \) -prune -o -type f -print0 |
                LC_ALL=C sort -z | xargs -0 -r sha256sum
        else
            echo "word: $input"
        fi
    done | sha256sum | cut -c1-32
}

# is_done STAMP HASH
is_done() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

# mark_done STAMP HASH
mark_done() { mkdir -p "$(dirname "$1")" && echo "$2" >"$1"; }
