# shellcheck shell=bash
# How the scripts speak: one line for a step, one sentence for a failure.

# fail SENTENCE [MEND]: say what is wrong and what to do about it, and end.
fail() {
    printf '\n%s: %s\n' "${0##*/}" "$1" >&2
    [ $# -lt 2 ] || printf '  -> %s\n' "$2" >&2
    exit 1
}

# step NAME COMMAND...: run quietly and print one line with the time;
# show the command's whole output only when it fails. Returns the command's status.
step() {
    local name="$1" log status=0 began ended
    shift
    log="$(mktemp)"
    began="$EPOCHREALTIME"
    "$@" >"$log" 2>&1 </dev/null || status=$?
    ended="$EPOCHREALTIME"
    local ms=$(((${ended/[.,]/} - ${began/[.,]/}) / 1000))
    if [ "$status" -eq 0 ]; then
        printf '  %-34s %5d.%d s\n' "$name" $((ms / 1000)) $((ms % 1000 / 100))
    else
        printf '  %-34s FAILED after %d.%d s\n' "$name" $((ms / 1000)) $((ms % 1000 / 100)) >&2
        sed 's/^/    | /' "$log" >&2
    fi
    rm -f "$log"
    return "$status"
}
