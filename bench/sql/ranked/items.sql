-- $1 viewer: what the first page for apps says, as rows.
SELECT (item ->> 'post_id')::bigint AS post_id, (item ->> 'score')::float8 AS score
FROM jsonb_array_elements({feed}.feed_page($1) -> 'items') WITH ORDINALITY AS listed (item, place)
ORDER BY place
