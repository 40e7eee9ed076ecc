# Makes, starts and stops one cluster, as the user who may run a server. Sourced after places.bash, never run.
# shellcheck shell=bash disable=SC2154

# server_folder FOLDER: makes a folder that belongs to that user, and to nobody else.
server_folder() {
    [ -d "$1" ] || mkdir -m 700 "$1"
    [ -z "$SERVER_USER" ] || chown "$SERVER_USER" "$1"
}

# new_cluster BIN DATA HOSTAUTH: the superuser is postgres; the socket asks for no password, TCP as HOSTAUTH says.
new_cluster() {
    local locale=C.UTF-8 output
    locale -a 2>/dev/null | grep -ciE '^C\.utf-?8$' >/dev/null || locale=C
    need_space "$(dirname "$2")" 200 "a new cluster"
    server_folder "$2"
    output=$(as_server "$1/initdb" -D "$2" -U postgres --auth-local=trust --auth-host="$3" --no-sync \
        -E UTF8 --locale="$locale" 2>&1) || {
        printf '%s\n' "$output" >&2
        die "could not make a cluster in $2: initdb's message above says why"
    }
}

# start_cluster BIN DATA OPTIONS: returns when it accepts connections.
start_cluster() {
    as_server "$1/pg_ctl" -D "$2" -l "$2/server.log" -w -t 60 -o "$3" start >/dev/null || {
        tail -n 5 "$2/server.log" >&2 || true
        die "the server did not start: the end of its log above says why; the whole log is $2/server.log"
    }
}

# stop_cluster BIN DATA MODE: MODE is fast or immediate.
stop_cluster() {
    as_server "$1/pg_ctl" -D "$2" -w -t 60 -m "$3" stop >/dev/null
}

cluster_runs() { as_server "$1/pg_ctl" -D "$2" status >/dev/null 2>&1; }

# port_of DATA, socket_of DATA: of a running cluster, as its pid file has them.
port_of() { sed -n 4p "$1/postmaster.pid"; }
socket_of() { sed -n 5p "$1/postmaster.pid"; }
