# shellcheck shell=bash
# Both services together, and who may stop them.
#
# A script that needs the services takes a lease (a shared lock on a file) for as long as
# it lives. The last one to give its lease back stops the services, unless somebody asked
# for them to be kept with `script/services start`. The kernel frees the lease of a script
# that was killed, so nothing has to be cleaned up after a crash.

. "$BIRGE_ROOT/script/lib/postgres.sh"
. "$BIRGE_ROOT/script/lib/redis.sh"

SERVICES_LOCK="$BIRGE_DATA/locks/services"
SERVICES_LEASE="$BIRGE_DATA/locks/lease"
SERVICES_KEPT="$BIRGE_DATA/locks/kept"

services_make_folders() {
    (umask 077 && mkdir -p "$BIRGE_DATA/log" "$BIRGE_DATA/locks") ||
        fail "the folder $BIRGE_DATA cannot be written" "free some disk space, or choose another with BIRGE_DATA"
}

services_make_run_folder() {
    (umask 077 && mkdir -p "$BIRGE_RUN") && chmod 700 "$BIRGE_RUN" ||
        fail "the socket folder $BIRGE_RUN cannot be used" "remove it, or choose another place with BIRGE_DATA"
}

# services_under_lock COMMAND...: one at a time. The lock is not passed on to the servers,
# nor kept when the command fails or is interrupted: hence the shell of its own.
services_under_lock() {
    services_make_folders
    exec 8>"$SERVICES_LOCK"
    flock --timeout 120 8 || fail "another start or stop of the services has not ended for two minutes" \
        "see script/services status"
    local status=0
    (trap 'exit 130' INT TERM && "$@") 8>&- || status=$?
    exec 8>&-
    return "$status"
}

services_start() {
    services_make_run_folder
    services_forget_wish_of_last_boot
    ! pg_is_private || pg_start
    ! redis_is_private || redis_start
}

# The wish to keep the services does not outlive a restart of the machine: when nothing
# runs, it is whoever starts them now that decides.
services_forget_wish_of_last_boot() {
    if ! { pg_is_private && pg_bin >/dev/null && pg_answers; } && ! { redis_is_private && redis_answers; }; then
        rm -f "$SERVICES_KEPT"
    fi
}

services_keep() {
    services_under_lock services_start
    : >"$SERVICES_KEPT"
}

services_stop() {
    services_under_lock services_stop_now
}

services_stop_now() {
    ! redis_is_private || redis_stop
    ! pg_is_private || pg_stop || fail "PostgreSQL does not stop" "see $BIRGE_DATA/log/postgres.log"
    rm -f "$SERVICES_KEPT"
    rmdir "$BIRGE_RUN" 2>/dev/null || true
}

# services_lease: start what is not running and hold it (file descriptor 9) until
# services_release or the end of this process. Give long-running children 9>&-.
services_lease() {
    services_make_folders
    exec 9>"$SERVICES_LEASE"
    flock --shared 9
    services_under_lock services_start 9>&-
}

# services_release: the last holder stops the services, unless they are to be kept.
services_release() {
    exec 9>&-
    [ -e "$SERVICES_LEASE" ] || return 0
    services_under_lock services_stop_if_unused
}

services_stop_if_unused() {
    [ ! -e "$SERVICES_KEPT" ] || return 0
    exec 9>"$SERVICES_LEASE"
    if flock --exclusive --nonblock 9; then
        services_stop_now 9>&-
    fi
    exec 9>&-
}

services_status() {
    local all=0
    if ! pg_is_private; then
        echo "PostgreSQL  yours, by DATABASE_URL"
    elif pg_bin >/dev/null && pg_answers; then
        echo "PostgreSQL  runs, socket folder $BIRGE_RUN, database $PGDATABASE"
    else
        echo "PostgreSQL  does not run" && all=3
    fi
    if ! redis_is_private; then
        echo "Redis       yours, by REDIS_URL"
    elif redis_answers; then
        echo "Redis       runs, socket $BIRGE_RUN/redis.sock"
    else
        echo "Redis       does not run" && all=3
    fi
    return "$all"
}

services_reset() {
    local answer
    read -r -p "Remove the database and all data in $BIRGE_DATA? Type yes: " answer || true
    [ "$answer" = yes ] || fail "nothing was removed"
    services_stop
    rm -rf "$BIRGE_DATA" "$BIRGE_RUN"
    echo "Removed."
}
