-- $1 feed, $2 how many posts of the timeline are ranked.
SELECT feed.configure($1::text::name, jsonb_build_object('candidates.timeline', $2::bigint))
