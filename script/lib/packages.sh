# shellcheck shell=bash
# Packages of the system, by apt. Only what is missing is installed.

# postgis_package: named by the PostgreSQL version of this release of Debian or Ubuntu.
postgis_package() {
    local version
    version="$(apt-cache show postgresql 2>/dev/null | sed -n 's/^Version: \([0-9]*\).*/\1/p' | sed -n 1p)"
    echo "postgresql-${version:-15}-postgis-3"
}

# What WeasyPrint prints documents with; on a desktop they are there already.
# grep reads to the end: were it to leave at the first hit (-q), ldconfig would now and then die of the broken pipe, and
# pipefail would call the library missing.
has_library() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p | grep "$1" >/dev/null; }

has_gdal() { has_library 'libgdal\.so'; }

# missing_packages LEVEL: one a line. LEVEL test adds the browser.
missing_packages() {
    if pg_is_private; then
        pg_bin >/dev/null || postgis_package
    else
        has_gdal || echo gdal-bin
    fi
    ! redis_is_private || command -v redis-server >/dev/null || echo redis-server
    has_library 'libpango-1\.0\.so' || echo libpango-1.0-0
    has_library 'libpangoft2-1\.0\.so' || echo libpangoft2-1.0-0
    has_library 'libharfbuzz-subset\.so' || echo libharfbuzz-subset0
    command -v msgfmt >/dev/null || echo gettext
    command -v flock >/dev/null || echo util-linux
    command -v python3 >/dev/null || echo python3
    python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    [ -s /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
    if [ "$1" = test ]; then
        command -v chromium >/dev/null || echo chromium
        command -v git >/dev/null || echo git
    fi
}

# as_root COMMAND...: by sudo for an ordinary user.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

require_root() {
    [ "$(id -u)" -ne 0 ] || return 0
    local mend="ask an administrator to run: apt-get install $*"
    command -v sudo >/dev/null || fail "these packages are missing and there is no sudo: $*" "$mend"
    if [ -t 0 ]; then sudo -v; else sudo -n true 2>/dev/null; fi ||
        fail "these packages are missing and sudo does not let you install them: $*" "$mend"
}

apt_update() { as_root apt-get -q -y -o DPkg::Lock::Timeout=120 -o APT::Update::Error-Mode=any update; }

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@"
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$1")
    [ "${#missing[@]}" -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "this system has no apt-get; missing: ${missing[*]}" \
        "use Debian 12 or newer, or install the like of these packages by hand"
    require_root "${missing[@]}"
    # A source of somebody else's may be down; the lists of an earlier update may do.
    step "apt-get update" apt_update || echo "  going on with the lists that there are"
    # The name of the PostGIS package is known only now that the list is there.
    mapfile -t missing < <(missing_packages "$1")
    echo "  installing: ${missing[*]}"
    step "apt-get install" apt_install "${missing[@]}" ||
        fail "the packages could not be installed: ${missing[*]}" "read the lines above: often it is the network (is there one?), /etc/apt/sources.list, or the disk"
    mapfile -t missing < <(missing_packages "$1")
    [ "${#missing[@]}" -eq 0 ] || fail "installed, and yet missing: ${missing[*]}" \
        "this release of the system may be too old: Debian 12 or newer is needed"
}
