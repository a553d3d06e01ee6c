#!/usr/bin/env bash
# PostgreSQL, PgBouncer (transaction mode) and Redis for tests and benchmarks: servers of our own, in a folder of our own,
# on free loopback ports, so that they neither meet nor touch the servers that a machine already has.
#
#   eval "$(eng/services.sh up)"    start what does not run yet; print the variables that tests read
#   eng/services.sh env             print them again; fails when a server does not run
#   eng/services.sh down            stop the servers and remove their folder
#
#   PARACLE_TEST_POSTGRES    Npgsql connection string of a superuser; database "paracle"
#   PARACLE_TEST_PGBOUNCER   the same database through PgBouncer
#   PARACLE_TEST_REDIS       host:port
#   PARACLE_PG_BIN           folder with pgbench, pg_ctl and the rest
#
# A variable that is already set names a server of yours: it is kept, and no such server is started.
# PARACLE_SERVICES_DIR overrides the folder.
set -euo pipefail
export LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin # where Debian keeps pgbouncer, and where a plain user's PATH does not look
unset "${!PG@}"            # PGOPTIONS, PGSSLMODE and their kin would reach every client and server below

eng=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=eng/servers.sh
source "$eng/servers.sh"

note() { echo "services: $*" >&2; }
fail() {
    note "$@"
    exit 1
}

dir=${PARACLE_SERVICES_DIR:-${TMPDIR:-/tmp}/paracle-services-$(id -u)}
[[ $dir == /* ]] || dir=$PWD/$dir
[[ $dir =~ ^[A-Za-z0-9/._+-]+$ ]] || fail "the folder '$dir' has characters that server settings need quoted; set PARACLE_SERVICES_DIR to a plain path"
[[ -d ${dir%/*}/ ]] || fail "the folder ${dir%/*} does not exist; create it or change PARACLE_SERVICES_DIR"

# ---- what is ours ----

# The id of the user that servers run as: PostgreSQL and PgBouncer refuse root.
server_user() {
    if [[ $(id -u) != 0 ]]; then id -u; else id -u postgres 2>/dev/null || id -u redis; fi
}

# Holds before anything in the folder is believed, run or deleted: in /tmp anybody can make a folder of that name.
check_folder() {
    [[ ! -L $dir && -f $dir/.paracle-services && $(stat -c %u "$dir") == "$(server_user)" ]] ||
        fail "$dir was not made by this script and this user; set PARACLE_SERVICES_DIR to a path that is still free"
}

pid_file() { if [[ $1 == postgres ]]; then echo "$dir/postgres/postmaster.pid"; else echo "$dir/$1.pid"; fi; }

# A pid in a file proves nothing after a crash or a reboot: the process must also name our folder in its command line.
own_pid() {
    local pid
    { read -r pid <"$(pid_file "$1")"; } 2>/dev/null || return 1
    [[ "$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")" == *"$dir/"* ]] 2>/dev/null || return 1
    echo "$pid"
}

port_of() { cat "$dir/$1.port" 2>/dev/null || true; }

own_value() {
    local account
    account="Database=paracle;Username=paracle;Password=$(cat "$dir/password" 2>/dev/null || true)"
    case $1 in
        PARACLE_TEST_POSTGRES) echo "Host=127.0.0.1;Port=$(port_of postgres);$account" ;;
        PARACLE_TEST_PGBOUNCER) echo "Host=127.0.0.1;Port=$(port_of pgbouncer);$account;No Reset On Close=true;Max Auto Prepare=0" ;;
        PARACLE_TEST_REDIS) echo "127.0.0.1:$(port_of redis)" ;;
    esac
}

# Whether a variable names a server of the user's. A shell that has evaluated our own output still gets its servers back.
given() { [[ -n ${!1-} && ${!1} != "$(own_value "$1")" ]]; }

# ---- does it answer ----

# shellcheck disable=SC2016 # $0 and $1 are for the inner shell
listens() { timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; }

query() { # server, database, statement
    PGPASSWORD=$(<"$dir/password") PGCONNECT_TIMEOUT=3 timeout 10 "$pg_bin/psql" -XAtq -v ON_ERROR_STOP=1 \
        -h 127.0.0.1 -p "$(port_of "$1")" -U paracle -d "$2" -c "$3"
}

answers() {
    own_pid "$1" >/dev/null || return 1
    case $1 in
        postgres) query postgres postgres 'select 1' ;;
        pgbouncer) query pgbouncer paracle 'select 1' ;;
        redis) [[ $(timeout 3 redis-cli -h 127.0.0.1 -p "$(port_of redis)" ping) == PONG ]] ;;
    esac >/dev/null 2>&1
}

wait_for() {
    local deadline=$((SECONDS + 20))
    until answers "$1"; do
        ((SECONDS < deadline)) || fail_with_log "$1" "does not answer on 127.0.0.1:$(port_of "$1") after 20 s"
        sleep 0.1
    done
}

fail_with_log() {
    note "$1 $2; the end of $dir/$1.log:"
    tail -n 20 "$dir/$1.log" >&2 || true
    fail "'eng/services.sh down' removes what was started"
}

# A server of the user's that is not there would fail every test in turn; say it once, here. A string with several hosts or a
# socket is left to the tests.
check_given() {
    local name host port
    [[ ${PARACLE_TEST_POSTGRES:+set} == "${PARACLE_TEST_PGBOUNCER:+set}" ]] ||
        fail "set both of PARACLE_TEST_POSTGRES and PARACLE_TEST_PGBOUNCER or neither: the pooler must lead to that server"
    for name in PARACLE_TEST_POSTGRES PARACLE_TEST_PGBOUNCER PARACLE_TEST_REDIS; do
        given "$name" || continue
        if [[ $name == PARACLE_TEST_REDIS ]]; then
            [[ ${!name} =~ ^([^:,]+):([0-9]+) ]] || continue
            host=${BASH_REMATCH[1]} port=${BASH_REMATCH[2]}
        else
            [[ ${!name} =~ (^|;)\ *([Hh]ost|[Ss]erver)\ *=\ *([^;,/:\ ]+)\ *(;|$) ]] || continue
            host=${BASH_REMATCH[3]} port=5432
            [[ ! ${!name} =~ (^|;)\ *[Pp]ort\ *=\ *([0-9]+) ]] || port=${BASH_REMATCH[2]}
        fi
        listens "$host" "$port" || fail "$name is set, but nothing answers at $host:$port; start that server, or unset the variable to get one"
    done
}

# ---- programs ----

# Of the PostgreSQL that Debian has; one that the user names elsewhere is left as it is.
debian_version() { if [[ $pg_bin =~ ^/usr/lib/postgresql/([0-9]+)/ ]]; then echo "${BASH_REMATCH[1]}"; else echo 15; fi; }

has_cron() {
    [[ $pg_bin != /usr/lib/postgresql/* || -e /usr/share/postgresql/$(debian_version)/extension/pg_cron.control ]]
}

find_programs() {
    local newest
    newest=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    pg_bin=${PARACLE_PG_BIN:-${newest%/initdb}}
    [[ -z ${PARACLE_PG_BIN-} || -x $pg_bin/initdb ]] || fail "PARACLE_PG_BIN is set, but there is no $pg_bin/initdb"
    missing=()
    given PARACLE_TEST_POSTGRES || [[ -x $pg_bin/initdb ]] || missing+=(postgresql)
    given PARACLE_TEST_POSTGRES || has_cron || missing+=("postgresql-$(debian_version)-cron")
    given PARACLE_TEST_PGBOUNCER || command -v pgbouncer >/dev/null || missing+=(pgbouncer)
    given PARACLE_TEST_REDIS || command -v redis-server >/dev/null || missing+=(redis-server)
}

# ---- up ----

make_folder() {
    if [[ ! -e $dir && ! -L $dir ]]; then
        mkdir -m 700 "$dir"
        touch "$dir/.paracle-services"
        (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$dir/password")
        [[ $(id -u) != 0 ]] || chown -R "$(server_user)" "$dir"
    fi
    check_folder
    as_server test -w "$dir" || fail "user $(id -un "$(server_user)") cannot reach $dir; set PARACLE_SERVICES_DIR to a folder that all may enter"
}

# Without our lock (fd 9), which a server would else hold for as long as it lives.
as_server() {
    local drop=()
    [[ $(id -u) != 0 ]] || drop=(setpriv --reuid="$(server_user)" --regid="$(id -g "$(server_user)")" --init-groups)
    (cd "$dir" && exec "${drop[@]}" "$@") 9>&- </dev/null
}

# The port of last time, so that strings handed out stay true when a server comes back; a new one when somebody has taken it.
# From below the range that Linux gives to outgoing connections, and far from the well-known ports.
claim_port() {
    local port
    port=$(port_of "$1")
    for _ in {1..100}; do
        if [[ -n $port ]] && ! listens 127.0.0.1 "$port"; then
            echo "$port" >"$dir/$1.port"
            return
        fi
        port=$((20000 + RANDOM % 12000))
    done
    fail "found no free port between 20000 and 32000"
}

start() {
    own_pid "$1" >/dev/null && return
    # by now the dead server's number may be a zombie's or somebody else's, for which the server would refuse to start
    rm -f "$(pid_file "$1")"
    claim_port "$1"
    "start_$1"
}

up() {
    check_given
    find_programs
    if ((${#missing[@]} > 0)); then
        "$eng/install.sh" "${missing[@]}"
        find_programs
        ((${#missing[@]} == 0)) || fail "still missing after the installation: ${missing[*]}"
    fi
    make_folder
    ulimit -Sn 16384 2>/dev/null || ulimit -Sn "$(ulimit -Hn)" # PgBouncer's 5,000 clients and Redis's 10,000
    if ! given PARACLE_TEST_POSTGRES; then
        own_pid postgres >/dev/null || stop pgbouncer TERM # its settings hold PostgreSQL's port, which may change
        start postgres
        wait_for postgres
        [[ -n $(query postgres postgres "select 1 from pg_database where datname = 'paracle'") ]] ||
            query postgres postgres 'create database paracle'
        start pgbouncer
        wait_for pgbouncer
    fi
    if ! given PARACLE_TEST_REDIS; then
        start redis
        wait_for redis
    fi
    print_env
}

print_env() {
    local name
    for name in PARACLE_TEST_POSTGRES PARACLE_TEST_PGBOUNCER PARACLE_TEST_REDIS; do
        given "$name" || printf -v "$name" %s "$(own_value "$name")"
        echo "export $name=${!name@Q}"
    done
    [[ ! -x $pg_bin/initdb ]] || echo "export PARACLE_PG_BIN=${pg_bin@Q}"
}

# ---- env and down ----

show_env() {
    local name
    check_given
    find_programs
    for name in postgres pgbouncer redis; do
        given "PARACLE_TEST_${name^^}" && continue
        [[ ! -e $dir ]] || check_folder
        answers "$name" || fail "$name does not run or does not answer; start it with 'eng/services.sh up'"
    done
    print_env
}

stop() { # server, signal of a fast and orderly end
    local pid
    pid=$(own_pid "$1") || return 0
    kill -s "$2" "$pid"
    kill -s CONT "$pid" # a server that a test has frozen would never see the signal
    for _ in {1..150}; do
        own_pid "$1" >/dev/null || return 0
        sleep 0.1
    done
    note "$1 (pid $pid) did not end within 15 s: killed"
    kill -s KILL "$pid"
}

down() {
    if [[ ! -e $dir && ! -L $dir ]]; then
        note "nothing to stop: there is no $dir"
        return
    fi
    check_folder
    stop redis TERM
    stop pgbouncer TERM
    stop postgres INT
    rm -rf "$dir"
}

# One at a time. The lock is on the parent folder because ours comes and goes.
exec 9<"${dir%/*}/"
flock -w 180 9 || fail "another eng/services.sh has been at work on ${dir%/*} for 3 minutes"

case ${1-} in
    up) up ;;
    down) down ;;
    env) show_env ;;
    *)
        note "usage: eng/services.sh up|down|env"
        exit 2
        ;;
esac
