# shellcheck shell=bash disable=SC2154 # dir and pg_bin are set by services.sh
# How each server of eng/services.sh is set up and started; sourced by it. All settings are here.

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

# In PgBouncer's file no comment may follow a value: it would become part of the value. "*" leads to every database, so that tests
# can make their own; max_user_connections bounds all of them together, so that tests that connect directly find room as well.
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

# The title names the file because Redis overwrites its command line, by which own_pid in services.sh knows it.
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
