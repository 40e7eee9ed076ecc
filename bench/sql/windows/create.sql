-- $1 feed, $2 posts, $3 follows. Fan-out needs an index by followee: it is built where there is none, and goes with the feed.
SELECT feed.create($1::text::name, posts => $2::text::regclass, follows => $3::text::regclass, build_indexes => 'all')
