#!/usr/bin/env bash
# Makes a small social network in database demo, defines a feed on it, and shows two people's timelines, what is trending, and a ranked feed with its reasons.
# Wants PGHOST, PGPORT and PGUSER of a running server where that user is superuser, and psql on PATH.
set -euo pipefail
cd "$(dirname "$0")"
export PGCLIENTENCODING=UTF8
export PGOPTIONS='-c client_min_messages=warning'

# Posts on a page of the demo; reads of a page that are timed, and those before, while caches fill.
PAGE_SIZE=6
RUNS=101
WARM_UP=25

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
else
    bold='' dim='' plain=''
fi

die() {
    printf 'demo: error: %s\n' "$*" >&2
    exit 1
}

# sql DATABASE [ARGUMENT...]: psql that reads no start-up file, calls no pager, and stops at the first error.
sql() { psql -X -q -P pager=off -v ON_ERROR_STOP=1 -d "$@"; }

# as_app [ARGUMENT...]: the same in database demo as role app, who owns everything there.
as_app() { PGOPTIONS="$PGOPTIONS -c role=app" sql demo "$@"; }

# ask DATABASE STATEMENT: the answer alone.
ask() { sql "$1" -At -c "$2"; }

check_server() {
    local superuser
    command -v psql >/dev/null || die "psql is not on PATH"
    superuser=$(ask postgres 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user') \
        || die "the server cannot be reached: run make demo, or start it and set PGHOST, PGPORT and PGUSER"
    [ "$superuser" = t ] || die "the demo makes a role, a database and an extension: connect as a superuser"
    [ "$(ask postgres "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_feed'")" = 1 ] \
        || die "pg_feed is not installed in this server: run make install first"
}

make_database() {
    if [ "$(ask postgres "SELECT count(*) FROM pg_roles WHERE rolname = 'app'")" = 0 ]; then
        sql postgres -c 'CREATE ROLE app LOGIN' || die "role app could not be made, see above"
    fi
    if [ "$(ask postgres "SELECT count(*) FROM pg_database WHERE datname = 'demo'")" = 0 ]; then
        sql postgres -c "CREATE DATABASE demo OWNER app TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'" \
            || die "database demo could not be made, see above"
    fi
    [ "$(ask postgres "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'demo'")" = app ] \
        || die "there is another database named demo, not owned by role app: rename or drop it first"
    sql demo -c 'CREATE EXTENSION IF NOT EXISTS pg_feed' \
        || die "pg_feed could not be created in database demo, see above"
}

# Whether the server has pgvector; the extension belongs to the superuser.
has_vector() {
    [ "$(ask postgres "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'")" = 1 ]
}

# One transaction: the network is there as a whole or not at all.
make_network() {
    local embeddings=()
    if [ "$(ask demo "SELECT to_regclass('public.posts') IS NULL")" = f ]; then
        [ "$(ask demo "SELECT to_regclass('public.likes') IS NULL")" = f ] \
            || die "database demo was made by an earlier version: drop it, and run make demo again"
        return 0
    fi
    printf 'Making a small social network in database demo. This takes some seconds, once.\n'
    if has_vector; then
        sql demo -c 'CREATE EXTENSION IF NOT EXISTS vector' || die "pgvector could not be created, see above"
        embeddings=(-c "\\echo '  what posts are about'" -f embeddings.sql)
    fi
    PGOPTIONS="$PGOPTIONS -c jit=off -c work_mem=64MB -c TimeZone=UTC" \
        as_app --single-transaction -o /dev/null \
        -f schema.sql -f grammar.sql \
        -c "\\echo '  people'" -f names.sql -f people.sql \
        -c "\\echo '  follows, groups, blocks'" -f network.sql \
        -c "\\echo '  posts'" -f threads.sql -f posts.sql \
        "${embeddings[@]}" \
        -c "\\echo '  likes, reposts, bookmarks, views'" -f engagement.sql \
        || die "the network could not be made and nothing of it was kept, see above"
    as_app -c 'VACUUM (ANALYZE) users, follows, groups, memberships, blocks, posts, likes, reposts, bookmarks, views' \
        || die "the new tables could not be vacuumed, see above"
}

make_feed() {
    [ "$(ask demo "SELECT count(*) FROM feed.definition WHERE feed = 'home'")" = 0 ] || return 0
    as_app --single-transaction -o /dev/null -f feed.sql || die "the feed could not be defined, see above"
    if has_embeddings; then
        as_app -o /dev/null -f feed_embedding.sql || die "the embeddings could not be added to the feed, see above"
    fi
    as_app -c "CALL feed.run_maintenance('home')" || die "what people did could not be counted, see above"
}

# Whether the posts of the demo have embeddings.
has_embeddings() {
    [ "$(ask demo "SELECT count(*) FROM pg_attribute WHERE attrelid = 'posts'::regclass AND attname = 'embedding'")" = 1 ]
}

# median_ms STATEMENT: the middle of the times it takes; it may execute what time.sql prepares.
median_ms() {
    local times
    times=$(LC_ALL=C as_app -v read="$1" -v runs=$((WARM_UP + RUNS)) -f time.sql) \
        || die "$1 could not be timed, see above"
    # The last line is the statement that makes the others.
    sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' <<<"$times" | sed -e "1,${WARM_UP}d" -e '$d' | LC_ALL=C sort -n \
        | LC_ALL=C awk '{ ms[NR] = $1 } END { printf "%.2f", ms[int((NR + 1) / 2)] }'
}

# show_timeline VIEWER
show_timeline() {
    local cursor ms_1 ms_2
    cursor=$(as_app -At -v viewer="$1" -v page_size=$PAGE_SIZE -f cursor.sql) \
        || die "the timeline of person $1 could not be read, see above"
    ms_1=$(median_ms "EXECUTE page ($1, $PAGE_SIZE, NULL)")
    ms_2=$(median_ms "EXECUTE page ($1, $PAGE_SIZE, '${cursor//\'/\'\'}')")
    as_app -At -v viewer="$1" -v page_size=$PAGE_SIZE -v cursor="$cursor" -v ms_1="$ms_1" -v ms_2="$ms_2" \
        -v bold="$bold" -v dim="$dim" -v plain="$plain" -f person.sql \
        || die "the timeline of person $1 could not be shown, see above"
}

# show_ranking TITLE FILE: the posts that the statement in a file gives, below it, with the time it takes.
show_ranking() {
    local statement ms
    statement=$(sed -e '1,/^$/d' -e 's/;$//' "$2")
    ms=$(median_ms "$statement")
    as_app -At -v title="$1: $ms ms" -v statement="$statement" -v bold="$bold" -v dim="$dim" -v plain="$plain" -f ranking.sql \
        || die "what is trending could not be shown, see above"
}

# rerank STATEMENTS: what these do to the first page of the busy one.
rerank() {
    as_app -At -v viewer="$busy" -v page_size=$PAGE_SIZE -v change="$1" -v bold="$bold" -v dim="$dim" -v plain="$plain" -f reranked.sql \
        || die "the page could not be ranked anew, see above"
}

check_server
make_database
make_network
make_feed
viewers=$(as_app -At -F ' ' -f viewers.sql) || die "nobody could be picked, see above"
read -r quiet busy <<<"$viewers"
[ -n "$busy" ] || die "nobody is left in database demo: drop it, and run make demo again"

printf '\n%sA small social network%s, owned by role app in database demo:\n\n' "$bold" "$plain"
as_app -At -f summary.sql || die "the network could not be counted, see above"
printf '\n%sIts feed%s, as the app defined it:\n\n' "$bold" "$plain"
sed -e '1,/^$/d' -e 's/^/  /' feed.sql
if has_embeddings; then
    sed -e '1,/^$/d' -e 's/^/  /' feed_embedding.sql
fi

key_ms=$(median_ms "EXECUTE one_user ($quiet)")
printf '\n%sTwo timelines.%s A time is what an app waits for a page over its connection, median of %s reads;\n' \
    "$bold" "$plain" $RUNS
printf 'one row of users by its key takes %s ms in the same way.\n\n' "$key_ms"
show_timeline "$quiet"
printf '\n'
show_timeline "$busy"

printf '\n%sA post arrives%s in the timeline of somebody who is warm: at once, and copied into their window later.\n\n' \
    "$bold" "$plain"
as_app -At -v viewer="$quiet" -f arrival.sql || die "the post could not be followed on its way, see above"
warm_ms=$(median_ms "EXECUTE page ($quiet, $PAGE_SIZE, NULL)")
printf '  %-22s %s ms for a page\n' 'now warm:' "$warm_ms"

printf '\n%sWhat is trending%s among public posts. Counts are those of the moment in which it is read.\n' \
    "$bold" "$plain"
show_ranking "Trending" trending.sql
show_ranking "Of the last hour, whatever the age of the post" last_hour.sql

liked=$(as_app -At -F ' ' -f liker.sql) || die "nobody could be found to like a post, see above"
read -r post person <<<"$liked"
if [ -z "$person" ]; then
    printf '\nNothing is trending any more, since the newest posts are a week old. Start over, see below.\n'
else
    printf '\n%sA like arrives%s and counts at once.\n\n' "$bold" "$plain"
    as_app -At -v post="$post" -v person="$person" -v dim="$dim" -v plain="$plain" -f like.sql \
        || die "the like could not be followed on its way, see above"

    printf '\n%sA repost is worth less%s: 2 instead of 20, from the next read on.\n\n' "$bold" "$plain"
    as_app -At -v page_size=$PAGE_SIZE -v bold="$bold" -v dim="$dim" -v plain="$plain" -f weight.sql \
        || die "the weight could not be changed, see above"
fi

ranked_ms=$(median_ms "SELECT * FROM home.feed_for($busy, $PAGE_SIZE)")
printf '\n%sThe same person%s by what matters to them, not by time: %s ms.\n\n' "$bold" "$plain" "$ranked_ms"
as_app -At -v viewer="$busy" -v page_size=$PAGE_SIZE -v bold="$bold" -v dim="$dim" -v plain="$plain" -f ranked.sql \
    || die "the ranked feed could not be read, see above"
printf '\n%sWhy%s is the first one there?\n\n' "$bold" "$plain"
as_app -At -v viewer="$busy" -v bold="$bold" -v dim="$dim" -v plain="$plain" -f explained.sql \
    || die "the post could not be explained, see above"
printf '\n%sFriends first%s: what people one follows engage with weighs five times as much.\n\n' "$bold" "$plain"
rerank "SELECT feed.configure('home', '{\"rank.social_proof\": 0.5}');"
printf '\n%sSeen posts go down.%s\n\n' "$bold" "$plain"
rerank "SELECT home.mark_seen($busy, ARRAY(SELECT post_id FROM home.feed_for($busy, 3)));"
if has_embeddings; then
    printf '\n%sAbout the same%s as something they liked.\n\n' "$bold" "$plain"
    as_app -At -v viewer="$busy" -v bold="$bold" -v dim="$dim" -v plain="$plain" -f alike.sql \
        || die "nothing alike could be found, see above"
else
    printf '\nThis server has no pgvector: nothing is ranked by what posts are about.\n'
fi
printf '\n%sWhom to follow%s: accounts that people whom one follows follow.\n\n' "$bold" "$plain"
as_app -At -v viewer="$busy" -v bold="$bold" -v dim="$dim" -v plain="$plain" -f suggested.sql \
    || die "nobody could be suggested, see above"

cat <<END

${bold}Go on${plain}
  make psql    opens psql on all this. Try, for instance,

      SELECT t.created_at, u.display_name, p.body
      FROM home.timeline_for($quiet) AS t
      JOIN posts AS p ON p.id = t.post_id
      JOIN users AS u ON u.id = t.author_id
      ORDER BY t.rank;

      -- follow whoever has posted last, and read it again
      INSERT INTO follows (follower_id, followee_id)
      SELECT $quiet, author_id
      FROM home.public_timeline(page_size => 1);

      -- what is rising: posts of a day by engagement against age
      SELECT r.rank, r.score, p.body
      FROM home.trending_posts('1 day', formula => 'gravity') AS r
      JOIN posts AS p ON p.id = r.post_id
      ORDER BY r.rank;

      -- let replies among friends in
      SELECT feed.configure('home', '{"timeline.replies": "followed"}');

      -- ask whether all is well
      SELECT * FROM feed.doctor('home');

  make demo    shows the timelines again, with what has come in since
  make stop    stops the server

  To start over: DROP DATABASE demo; from another database (in psql: \\c postgres), then make demo.
END
