# shellcheck shell=bash
# The stages of script/test: each may fail without stopping the next.

FAILED=()
PYTEST_SUMMARIES=()

# stage NAME COMMAND...
stage() {
    local name="$1"
    step "$@" 5>&- 9>&- || FAILED+=("$name")
}

# check_as_production: Django's own deployment checks, with the settings of production and
# secrets made for this moment.
check_as_production() {
    local secret
    secret="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')"
    env BIRGE_ENV=production SECRET_KEY="$secret" IIN_HASH_KEY="$secret" IIN_ENCRYPTION_KEY="$secret" BALLOT_KEY="$secret" RULES_KEY="$secret" \
        ALLOWED_HOSTS=birge.example SITE_URL=https://birge.example EMAIL_URL=smtp://mail.example:25 \
        SMS_GATEWAY_URL=https://sms.example/send \
        python manage.py check --deploy --fail-level WARNING
}

# pytest_stage NAME PYTEST_ARGUMENTS...: as a stage, and keep pytest's closing line for the report.
pytest_stage() {
    local name="$1" log
    shift
    log="$(mktemp)"
    stage "$name" run_pytest "$log" "$@"
    PYTEST_SUMMARIES+=("$name:" "$(grep -E '^(=+ )?([0-9]+ |no tests)[a-z].* in [0-9.]+s' "$log" | tail -1)")
    rm -f "$log"
}

run_pytest() {
    local log="$1"
    shift
    python -m pytest --create-db --durations=5 "$@" 2>&1 | tee "$log"
}

# report BEGAN: what failed, pytest's closing lines, and the status of the whole.
report() {
    echo
    if [ "${#FAILED[@]}" -gt 0 ]; then
        printf 'FAILED: %s\n' "${FAILED[@]}"
    else
        echo "All is well."
    fi
    echo "Whole time: $(seconds_since "$1") s"
    printf '%s\n' "${PYTEST_SUMMARIES[@]}"
    [ "${#FAILED[@]}" -eq 0 ]
}
