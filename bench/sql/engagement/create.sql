-- $1 feed, $2 posts. Nobody follows anybody: what is measured does not depend on it.
SELECT feed.create($1::text::name, posts => $2::text::regclass, build_indexes => 'none')
