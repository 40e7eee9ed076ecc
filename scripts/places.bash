# Where things are kept, and which user may run a server. Sourced by every script, never run.
# shellcheck shell=bash
set -euo pipefail

# Settings for the reader's own server must not steer the embedded ones; RUSTFLAGS would rebuild everything.
unset PGHOST PGHOSTADDR PGPORT PGUSER PGPASSWORD PGPASSFILE PGDATABASE PGDATA PGOPTIONS \
    PGSERVICE PGSERVICEFILE PGSSLMODE PGTARGETSESSIONATTRS RUSTFLAGS CARGO_ENCODED_RUSTFLAGS

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf 'pg_feed: %s\n' "$*" >&2; }
die() {
    printf 'pg_feed: error: %s\n' "$*" >&2
    exit 1
}

# PostgreSQL refuses to run as root: there, an unprivileged user runs it. Empty: the caller runs it.
SERVER_USER=
if [ "$(id -u)" -eq 0 ]; then
    if id postgres >/dev/null 2>&1; then
        SERVER_USER=postgres
    elif id nobody >/dev/null 2>&1; then
        SERVER_USER=nobody
    else
        die "PostgreSQL cannot run as root and there is no user 'postgres' or 'nobody': run make as an ordinary user"
    fi
fi

# Runs a command as the user who runs the server, in a folder everyone can enter. With the variables of who debugs
# Rust programs in its environment, a server would put a backtrace into the DETAIL of every error of the extension.
as_server() {
    local plain=(env -u RUST_BACKTRACE -u RUST_LIB_BACKTRACE)
    if [ -z "$SERVER_USER" ]; then
        (cd / && exec "${plain[@]}" "$@")
    elif command -v setpriv >/dev/null; then
        (cd / && HOME=/ exec "${plain[@]}" setpriv --reuid="$SERVER_USER" --regid="$(id -g "$SERVER_USER")" --clear-groups "$@")
    elif command -v runuser >/dev/null; then
        (cd / && exec "${plain[@]}" runuser -u "$SERVER_USER" -- "$@")
    else
        die "setpriv or runuser is needed to run PostgreSQL as $SERVER_USER: install util-linux, or run make as an ordinary user"
    fi
}

# A short name for this checkout, for folders that have to lie elsewhere.
CHECKOUT=pg_feed-$(printf %s "$ROOT" | cksum | cut -d' ' -f1)

# Everything fetched or created for servers; PG_FEED_HOME puts it elsewhere.
if [ -n "${PG_FEED_HOME:-}" ]; then
    KEEP=$(realpath -m "$PG_FEED_HOME")
elif as_server test -x "$ROOT"; then
    KEEP=$ROOT/.pg
elif as_server test -x "${TMPDIR:-/var/tmp}"; then
    KEEP=${TMPDIR:-/var/tmp}/$CHECKOUT
else
    KEEP=/var/tmp/$CHECKOUT
fi

# Makes that folder. In a shared one somebody else may have made it first: that is refused.
make_keep() {
    if [ ! -d "$KEEP" ]; then
        mkdir -p -m 755 "$KEEP" || die "cannot make $KEEP: set PG_FEED_HOME to a folder you can write to"
        [ "$KEEP" = "$ROOT/.pg" ] || say "keeping servers and data in $KEEP"
    fi
    [ -O "$KEEP" ] || die "$KEEP belongs to another user: run make as that user, remove it, or set PG_FEED_HOME to another folder"
    as_server test -x "$KEEP" || die "user $SERVER_USER cannot enter $KEEP: set PG_FEED_HOME to a folder it can enter"
}

# need_space FOLDER MEGABYTES PURPOSE: before a long step, not in the middle of it.
need_space() {
    local free
    free=$(df -Pk "$1" | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge "$2" ] || die "disk full: $3 needs about $2 MB, $1 has $free MB free; make room and run make again"
}
