-- $1 feed, $2 posts, $3 follows
SELECT feed.create($1::text::name, posts => $2::text::regclass, follows => $3::text::regclass, build_indexes => 'none')
