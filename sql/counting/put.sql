-- Writes how posts stand, in the order of their key.
INSERT INTO {data}.stats AS s (post_id, created_at, listing, hour, counts, engagement, hot, ceiling, reach, due, place)
SELECT k.post_id, k.created_at, k.listing::smallint, k.hour, k.counts::bigint[], k.engagement, k.hot, k.ceiling, k.reach, k.due,
       k.place::tid
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    AS k (post_id, created_at, listing, hour, counts, engagement, hot, ceiling, reach, due, place)
ON CONFLICT (post_id) DO UPDATE
SET created_at = excluded.created_at,
    listing = excluded.listing,
    hour = excluded.hour,
    counts = excluded.counts,
    engagement = excluded.engagement,
    hot = excluded.hot,
    ceiling = excluded.ceiling,
    reach = excluded.reach,
    due = excluded.due,
    place = excluded.place
