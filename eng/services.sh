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
        fail "$dir was not made by this script and this user; remove it or set PARACLE_SERVICES_DIR to another folder"
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
    local host port
    if [[ $1 == PARACLE_TEST_REDIS ]]; then
        [[ ${!1} =~ ^([^:,]+):([0-9]+) ]] || return 0
        host=${BASH_REMATCH[1]} port=${BASH_REMATCH[2]}
    else
        [[ ${!1} =~ (^|;)\ *([Hh]ost|[Ss]erver)\ *=\ *([^;,/:\ ]+)\ *(;|$) ]] || return 0
        host=${BASH_REMATCH[3]} port=5432
        [[ ! ${!1} =~ (^|;)\ *[Pp]ort\ *=\ *([0-9]+) ]] || port=${BASH_REMATCH[2]}
    fi
    listens "$host" "$port" || fail "$1 is set, but nothing answers at $host:$port; start that server, or unset the variable to get one"
}

# ---- programs ----

find_programs() {
    local newest
    newest=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    pg_bin=${PARACLE_PG_BIN:-${newest%/initdb}}
    missing=()
    given PARACLE_TEST_POSTGRES || [[ -x $pg_bin/initdb ]] || missing+=(postgresql)
    given PARACLE_TEST_PGBOUNCER || command -v pgbouncer >/dev/null || missing+=(pgbouncer)
    given PARACLE_TEST_REDIS || command -v redis-server >/dev/null || missing+=(redis-server)
}

install_missing() {
    local as_root=()
    [[ " ${missing[*]} " != *" postgresql "* || -z ${PARACLE_PG_BIN-} ]] || fail "PARACLE_PG_BIN=$PARACLE_PG_BIN has no initdb"
    if ! command -v apt-get >/dev/null; then
        fail "please install: ${missing[*]} (Debian's names)"
    elif [[ $(id -u) != 0 ]]; then
        # sudo may ask for the password of whoever sits at a terminal, and must not wait for one when nobody does
        if [[ -t 0 ]] && command -v sudo >/dev/null; then as_root=(sudo); else as_root=(sudo -n); fi
        "${as_root[@]}" true 2>/dev/null || fail "please install as root: apt-get install ${missing[*]}"
    fi
    note "installing ${missing[*]}"
    # policy-rc.d keeps Debian from starting servers of its own on the well-known ports meanwhile
    # shellcheck disable=SC2016 # $@ is for the inner shell
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive bash -euc '
        policy=/usr/sbin/policy-rc.d
        if [[ ! -e $policy ]]; then
            trap "rm -f $policy" EXIT
            printf "#!/bin/sh\nexit 101\n" >$policy
            chmod 755 $policy
        fi
        install() { apt-get install -y -q --no-install-recommends "$@"; }
        install "$@" || { apt-get update -q && install "$@"; }' bash "${missing[@]}" >&2 </dev/null ||
        fail "apt-get could not install ${missing[*]}; please install them"
    find_programs
    ((${#missing[@]} == 0)) || fail "still missing after the installation: ${missing[*]}"
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

start_postgres() {
    local data=$dir/postgres output
    if [[ ! -d $data ]]; then
        rm -rf "$data.new" # left by an interrupted start
        # --no-sync only here: a data folder that a power cut spoils is made again
        output=$(as_server "$pg_bin/initdb" -D "$data.new" -U paracle --pwfile="$dir/password" --auth=scram-sha-256 \
            --encoding=UTF8 --locale=C.UTF-8 --no-sync 2>&1) || fail "initdb failed: $output"
        cat >>"$data.new/postgresql.conf" <<-'SETTINGS'
			listen_addresses = '127.0.0.1'
			unix_socket_directories = ''
			max_connections = 200
			shared_preload_libraries = 'pg_stat_statements'
			track_io_timing = on
		SETTINGS
        mv "$data.new" "$data"
    fi
    as_server "$pg_bin/pg_ctl" start -w -t 60 -D "$data" -l "$dir/postgres.log" -o "-p $(port_of postgres)" >/dev/null ||
        fail_with_log postgres "did not start"
}

# No comment may follow a value in this file: PgBouncer would take it as part of the value.
start_pgbouncer() {
    (umask 077 && printf '"paracle" "%s"\n' "$(<"$dir/password")" >"$dir/userlist.txt")
    cat >"$dir/pgbouncer.ini" <<-SETTINGS
		[databases]
		* = host=127.0.0.1 port=$(port_of postgres)

		[pgbouncer]
		listen_addr = 127.0.0.1
		listen_port = $(port_of pgbouncer)
		unix_socket_dir =
		auth_type = scram-sha-256
		auth_file = $dir/userlist.txt
		admin_users = paracle
		pool_mode = transaction
		max_client_conn = 5000
		default_pool_size = 25
		max_user_connections = 150
		ignore_startup_parameters = extra_float_digits
		logfile = $dir/pgbouncer.log
		pidfile = $dir/pgbouncer.pid
	SETTINGS
    [[ $(id -u) != 0 ]] || chown "$(server_user)" "$dir/userlist.txt" "$dir/pgbouncer.ini"
    as_server pgbouncer -d -q "$dir/pgbouncer.ini" || fail_with_log pgbouncer "did not start"
}

# The title names the file because Redis overwrites its command line, by which own_pid knows it.
start_redis() {
    cat >"$dir/redis.conf" <<-SETTINGS
		bind 127.0.0.1
		port $(port_of redis)
		daemonize yes
		dir $dir
		save ""
		appendonly no
		logfile $dir/redis.log
		pidfile $dir/redis.pid
		proc-title-template "redis-server {listen-addr} {config-file}"
	SETTINGS
    as_server redis-server "$dir/redis.conf" || fail_with_log redis "did not start"
}

up() {
    find_programs
    ((${#missing[@]} == 0)) || install_missing
    make_folder
    ulimit -Sn 16384 2>/dev/null || ulimit -Sn "$(ulimit -Hn)" # PgBouncer's 5,000 clients and Redis's 10,000
    if ! given PARACLE_TEST_POSTGRES; then
        own_pid postgres >/dev/null || stop pgbouncer TERM # its settings hold a port that may change
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
        if given "$name"; then check_given "$name"; else printf -v "$name" %s "$(own_value "$name")"; fi
        echo "export $name=${!name@Q}"
    done
    [[ ! -d $pg_bin ]] || echo "export PARACLE_PG_BIN=${pg_bin@Q}"
}

# ---- env and down ----

show_env() {
    local name
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

if [[ -n ${PARACLE_TEST_POSTGRES-} && -z ${PARACLE_TEST_PGBOUNCER-} || -z ${PARACLE_TEST_POSTGRES-} && -n ${PARACLE_TEST_PGBOUNCER-} ]]; then
    fail "set both of PARACLE_TEST_POSTGRES and PARACLE_TEST_PGBOUNCER or neither: the pooler must lead to that server"
fi

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
