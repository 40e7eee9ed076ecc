-- $1 the most followers of an author whose posts are copied into windows.
SELECT feed.configure('{feed}', jsonb_build_object('fanout.max_followers', $1::bigint))
