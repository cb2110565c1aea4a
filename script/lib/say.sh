# shellcheck shell=bash
# How the scripts speak: one line for a step, one sentence for a failure.

# fail SENTENCE [MEND]: say what is wrong and what to do about it, and end.
fail() {
    printf '\n%s: %s\n' "${0##*/}" "$1" >&2
    [ $# -lt 2 ] || printf '  -> %s\n' "$2" >&2
    exit 1
}

# seconds_since BEGAN: with one decimal; BEGAN is an earlier $EPOCHREALTIME.
seconds_since() {
    local ms=$(((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}) / 1000))
    printf '%d.%d' $((ms / 1000)) $((ms % 1000 / 100))
}

# done_line NAME BEGAN: the line of a step that went well.
done_line() { printf '  %-34s %6s s\n' "$1" "$(seconds_since "$2")"; }

# step NAME COMMAND...: run quietly and print one line with the time; show the command's
# whole output only when it fails. Returns the command's status.
step() {
    local name="$1" log status=0 began="$EPOCHREALTIME"
    shift
    log="$(mktemp)"
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -eq 0 ]; then
        done_line "$name" "$began"
    else
        printf '  %-34s FAILED after %s s\n' "$name" "$(seconds_since "$began")"
        sed 's/^/    | /' "$log"
    fi
    rm -f "$log"
    return "$status"
}
