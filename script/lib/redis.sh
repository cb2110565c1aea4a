# shellcheck shell=bash
# The private Redis, reached by a Unix socket only. It keeps nothing on disk: whatever
# must not be lost is in PostgreSQL.

# redis_is_private: false when REDIS_URL points at somebody's own server.
redis_is_private() { [ "$REDIS_URL" = "${BIRGE_OWN_REDIS_URL:-}" ]; }

redis_answers() {
    [ "$(timeout 3 redis-cli -s "$BIRGE_RUN/redis.sock" ping 2>/dev/null)" = PONG ]
}

redis_start() {
    command -v redis-server >/dev/null || fail "Redis is not installed" "run script/bootstrap"
    ! redis_answers || return 0
    mkdir -p "$BIRGE_DATA/redis"
    redis-server --port 0 --unixsocket "$BIRGE_RUN/redis.sock" --unixsocketperm 700 \
        --save '' --appendonly no --dir "$BIRGE_DATA/redis" \
        --daemonize yes --pidfile "$BIRGE_RUN/redis.pid" --logfile "$BIRGE_DATA/log/redis.log" \
        >/dev/null </dev/null
    local tries=0
    until redis_answers; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || fail "Redis does not start; its words are at the end of $BIRGE_DATA/log/redis.log"
        sleep 0.1
    done
}

redis_stop() {
    if redis_answers; then
        redis-cli -s "$BIRGE_RUN/redis.sock" shutdown nosave >/dev/null 2>&1 || true
        local tries=0
        while redis_answers && [ "$tries" -lt 50 ]; do
            tries=$((tries + 1))
            sleep 0.1
        done
    fi
    rm -f "$BIRGE_RUN/redis.sock" "$BIRGE_RUN/redis.pid"
}
