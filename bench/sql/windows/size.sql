-- $1 feed, $2 how many posts its windows have.
SELECT feed.configure($1::text::name, jsonb_build_object('window.size', $2::bigint))
