# shellcheck shell=bash
# The private PostgreSQL cluster in $BIRGE_DATA/postgres, reached by a Unix socket only.
#
# The server demands peer authentication: the kernel says who connects, and the
# identity map lets in the owner of the clone alone, as the role birge. There is no
# password to keep and no port to guard.

PG_DATA="$BIRGE_DATA/postgres"

# pg_is_private: false when DATABASE_URL points at somebody's own server.
pg_is_private() { [ "$DATABASE_URL" = "${BIRGE_OWN_DATABASE_URL:-}" ]; }

# pg_bin: the folder of the newest PostgreSQL that has PostGIS, or of the version
# that the cluster was made with. Status 1 when there is none.
pg_bin() {
    local version=""
    if [ -r "$PG_DATA/PG_VERSION" ]; then
        version="$(cat "$PG_DATA/PG_VERSION")"
    else
        local control
        for control in /usr/share/postgresql/*/extension/postgis.control; do
            [ -e "$control" ] || continue
            control="${control#/usr/share/postgresql/}"
            [ "${control%%/*}" -gt "${version:-13}" ] && version="${control%%/*}"
        done
    fi
    [ -n "$version" ] && [ -x "/usr/lib/postgresql/$version/bin/postgres" ] || return 1
    printf %s "/usr/lib/postgresql/$version/bin"
}

# pg_way: how the server is run, as PostgreSQL refuses to run as root.
#   direct      an ordinary user: nothing to do
#   namespace   root, seen by the server as the user postgres; the files stay root's
#   setpriv     root where user namespaces are forbidden (some containers, chroot): as the
#               system's user postgres, to whom the files belong, but with root's right to
#               pass through folders, as the clone may lie in one that is closed to others
pg_way() {
    if [ "$(id -u)" -ne 0 ]; then
        echo direct
    elif unshare --user true 2>/dev/null; then
        echo namespace
    else
        echo setpriv
    fi
}

as_pg() {
    case "$(pg_way)" in
        direct) "$@" ;;
        namespace) unshare --user --map-user="$(id -u postgres)" --map-group="$(id -g postgres)" "$@" ;;
        setpriv)
            setpriv --reuid=postgres --regid=postgres --clear-groups \
                --inh-caps=+dac_override --ambient-caps=+dac_override "$@"
            ;;
    esac
}

pg_create_cluster() {
    local bin="$1"
    mkdir -p "$PG_DATA"
    chmod 700 "$PG_DATA"
    if [ "$(pg_way)" = setpriv ]; then
        chown postgres:postgres "$PG_DATA"
        as_pg ls "$PG_DATA" >/dev/null 2>&1 || fail \
            "the system's user postgres cannot reach $PG_DATA, and user namespaces are not allowed here" \
            "run this as an ordinary user"
    fi
    as_pg "$bin/initdb" --pgdata="$PG_DATA" --username=birge --auth-local=peer --auth-host=reject \
        --encoding=UTF8 --locale=C.UTF-8 --data-checksums >>"$BIRGE_DATA/log/postgres.log" 2>&1 ||
        fail "initdb failed; its words are in $BIRGE_DATA/log/postgres.log" \
            "if the disk is full or $PG_DATA is damaged: mend that, remove $PG_DATA, try again"
    echo "include_if_exists = 'birge.conf'" >>"$PG_DATA/postgresql.conf"
}

# pg_write_settings: written at every start, since a clone may be moved or change hands.
# Memory is modest: the machine is shared with a browser, a worker and an editor.
pg_write_settings() {
    cat >"$PG_DATA/birge.conf" <<SETTINGS
listen_addresses = ''
port = 5432
unix_socket_directories = '$BIRGE_RUN'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
effective_cache_size = 1GB
random_page_cost = 1.1
max_wal_size = 2GB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
SETTINGS
    printf 'local %s birge peer map=clone\n' all replication >"$PG_DATA/pg_hba.conf"
    {
        echo "clone $(id -un) birge"
        [ "$(pg_way)" != namespace ] || echo "clone postgres birge"
    } >"$PG_DATA/pg_ident.conf"
}

# pg_answers: the server accepts connections (not: the database exists).
pg_answers() { "$(pg_bin)/pg_isready" --quiet --host="$BIRGE_RUN" --port=5432 --timeout=3; }

# pg_start: idempotent. Tries for about 15 s: after a kill -9 the old server's children
# hold the shared memory for a few seconds, and a new one refuses to start.
pg_start() {
    local bin
    bin="$(pg_bin)" || fail "PostgreSQL with PostGIS is not installed" "run script/bootstrap"
    if ! pg_answers; then
        [ -r "$PG_DATA/PG_VERSION" ] || pg_create_cluster "$bin"
        pg_write_settings
        local tries=0
        until as_pg "$bin/pg_ctl" --pgdata="$PG_DATA" --wait --timeout=60 --silent start </dev/null \
            >>"$BIRGE_DATA/log/postgres.log" 2>&1; do
            tries=$((tries + 1))
            [ "$tries" -lt 15 ] || fail "PostgreSQL does not start; its words are at the end of $BIRGE_DATA/log/postgres.log" \
                "mend what they say; to begin anew with an empty database: script/services reset"
            sleep 1
        done
    fi
    pg_create_database "$bin" "$PGDATABASE"
}

pg_create_database() {
    local bin="$1" name="$2"
    [[ "$name" =~ ^[a-z_][a-z0-9_]{0,62}$ ]] ||
        fail "the database name '$name' is not usable" "give BIRGE_DB lower-case letters, digits and underscores"
    if ! "$bin/psql" --no-psqlrc --quiet --dbname="$name" --command="" 2>/dev/null; then
        "$bin/createdb" --template=template0 --maintenance-db=postgres "$name" ||
            fail "the database $name could not be made" "see $BIRGE_DATA/log/postgres.log"
    fi
}

pg_stop() {
    [ -r "$PG_DATA/postmaster.pid" ] || return 0
    as_pg "$(pg_bin)/pg_ctl" --pgdata="$PG_DATA" --mode=fast --wait --timeout=60 --silent stop \
        >>"$BIRGE_DATA/log/postgres.log" 2>&1 || ! pg_answers
}
