# shellcheck shell=bash
# The environment of this clone. Source it: `. script/env.sh`.
#
# Taken from outside when set:
#   BIRGE_DATA     folder of the clone's data (default: .data in the clone)
#   BIRGE_DB       database in the private cluster (default: birge)
#   BIRGE_REDIS_DB number of the database in the private Redis (default: 0)
#   DATABASE_URL   a PostgreSQL server of your own; the private one is then not used
#   REDIS_URL      a Redis server of your own; the private one is then not used
# Sourcing twice, or from another clone, recomputes what an earlier sourcing had set.

# _birge_default NAME VALUE: export VALUE unless somebody else has given NAME.
# BIRGE_OWN_<NAME> remembers what we set, so that our own value is not mistaken for theirs.
_birge_default() {
    local own="BIRGE_OWN_$1"
    if [ -z "${!1:-}" ] || [ "${!1}" = "${!own:-}" ]; then
        export "$1=$2" "$own=$2"
    fi
}

# _birge_run_dir DATA: the folder of the sockets and pid files.
# A socket's path may have 107 bytes, and a URL no blanks: if DATA is not fit for both,
# the sockets live in a short folder named by a hash of DATA.
_birge_run_dir() {
    local LC_ALL=C path="$1/run" longest="$1/run/.s.PGSQL.5432"
    if [ "${#longest}" -gt 107 ] || [[ "$path" == *[^A-Za-z0-9._/-]* ]]; then
        path="/tmp/birge-$(id -u)-$(printf %s "$1" | sha256sum | cut -c1-12)"
    fi
    printf %s "$path"
}

export BIRGE_ROOT
BIRGE_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
_birge_default BIRGE_DATA "$BIRGE_ROOT/.data"
export BIRGE_RUN
BIRGE_RUN="$(_birge_run_dir "$BIRGE_DATA")"

_birge_default DATABASE_URL "postgis://birge@/${BIRGE_DB:-birge}?host=$BIRGE_RUN&port=5432"
_birge_default REDIS_URL "unix://$BIRGE_RUN/redis.sock?db=${BIRGE_REDIS_DB:-0}"

if [ "$DATABASE_URL" = "${BIRGE_OWN_DATABASE_URL:-}" ]; then
    # So that psql, pg_dump and the like find the private cluster with no options.
    export PGHOST="$BIRGE_RUN" PGPORT=5432 PGUSER=birge PGDATABASE="${BIRGE_DB:-birge}"
fi

# .tools has uv, and Node where the system's own is missing or too old (script/bootstrap).
for _birge_dir in .tools .venv; do
    case ":$PATH:" in
        *":$BIRGE_ROOT/$_birge_dir/bin:"*) ;;
        *) export PATH="$BIRGE_ROOT/$_birge_dir/bin:$PATH" ;;
    esac
done
unset _birge_dir
unset -f _birge_default _birge_run_dir
