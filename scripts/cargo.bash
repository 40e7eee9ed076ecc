# The environment in which cargo builds for one server. Sourced after places.bash, never run.
# shellcheck shell=bash disable=SC2154

# A build with its tests leaves up to 2 GB in target/, and more for a moment.
BUILD_MB=3000

# choose_server [PG_CONFIG]: sets PG_CONFIG to its full path; without one, to the embedded PostgreSQL 18.
choose_server() {
    if [ -z "${1:-}" ]; then
        "$ROOT/scripts/embedded" server
        PG_CONFIG=$KEEP/18/bin/pg_config
        return
    fi
    PG_CONFIG=$(command -v "$1") ||
        die "there is no pg_config at '$1': give its full path, e.g. PG_CONFIG=/usr/lib/postgresql/18/bin/pg_config"
    PG_CONFIG=$(realpath -s "$PG_CONFIG")
}

# for_server PG_CONFIG: checks that pg_feed can be built for it; sets PG_MAJOR and the folder to build in.
for_server() {
    local version
    version=$("$1" --version) && [[ "$version" == PostgreSQL* ]] || die "$1 does not run: give the path of the pg_config of your server"
    PG_MAJOR=$(sed -E 's/^[^0-9]*([0-9]+).*/\1/' <<<"$version")
    case "$PG_MAJOR" in
    15 | 16 | 17 | 18) ;;
    *) die "pg_feed is for PostgreSQL 15 to 18, and $1 belongs to $version: give the pg_config of one of those" ;;
    esac
    [ -f "$("$1" --includedir-server)/postgres.h" ] ||
        die "the server headers of $version are missing: install postgresql-server-dev-$PG_MAJOR (Debian, Ubuntu) or postgresql$PG_MAJOR-devel (Fedora, RHEL, SUSE)"
    export PGRX_PG_CONFIG_PATH=$1
    export CARGO_TARGET_DIR=$ROOT/target/pg$PG_MAJOR
}

# Checks for what a build needs, and fetches libclang unless LIBCLANG_PATH says where one is.
need_toolchain() {
    local cc=${CC:-cc} wanted rust headers
    command -v cargo >/dev/null || PATH=$PATH:${CARGO_HOME:-${HOME:-/root}/.cargo}/bin
    command -v cargo >/dev/null || die "cargo is not on the PATH: install Rust from https://rustup.rs, then run make again"
    wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml")
    rust=$(rustc --version | cut -d' ' -f2) || die "rustc does not run: see its message above, or install Rust from https://rustup.rs"
    printf '%s\n' "$wanted" "$rust" | sort -V -C || die "Rust $wanted or newer is needed, this is $rust: run rustup update"
    command -v "$cc" >/dev/null || die "there is no C compiler: install gcc (Debian, Ubuntu: apt-get install gcc libc6-dev)"
    [ -d "$CARGO_TARGET_DIR" ] || need_space "$ROOT" "$BUILD_MB" "building pg_feed"
    if [ -z "${LIBCLANG_PATH:-}" ]; then
        "$ROOT/scripts/embedded" libclang
        export LIBCLANG_PATH=$KEEP/libclang
    fi
    [ -e "$LIBCLANG_PATH" ] || die "LIBCLANG_PATH is $LIBCLANG_PATH, which does not exist: unset it, or set it to the folder of libclang.so"
    # The libclang of the wheel comes without the compiler's own headers (stddef.h): borrow those of the C compiler.
    headers=$("$cc" -print-file-name=include)
    [ ! -f "$headers/stddef.h" ] || export BINDGEN_EXTRA_CLANG_ARGS="-isystem $headers"
}
