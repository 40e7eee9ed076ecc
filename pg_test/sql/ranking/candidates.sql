-- The candidate sets, each from the best down.
fresh AS MATERIALIZED (
  SELECT *
  FROM shown
  WHERE created_at >= {as_of} - {max_age}),
by_timeline AS (
  SELECT post_key
  FROM fresh
  WHERE to_viewer AND cardinality(reasons) > 0
  ORDER BY created_at DESC, post_id DESC
  LIMIT {timeline_count}),
-- Of posts with equal events and times only the ids may decide.
events AS (
  SELECT post_key, string_agg(concat_ws(' ', place, n, hour), ',' ORDER BY hour, place) AS events
  FROM slot
  JOIN signal_weight USING (place)
  WHERE weight > 0 AND hour <= {as_of}
  GROUP BY post_key),
hottest AS MATERIALIZED (
  SELECT post_key, hot, created_at || ': ' || coalesce(events, '') AS tie,
         row_number() OVER (ORDER BY hot DESC, post_id DESC) AS place
  FROM fresh
  JOIN heat USING (post_key)
  LEFT JOIN events USING (post_key)
  WHERE is_public AND to_all AND NOT mine AND created_at >= {as_of} - {trending_max_age}),
nearest AS MATERIALIZED (
  SELECT post_key, cosine, vector,
         row_number() OVER (ORDER BY cosine DESC, post_id DESC) AS place
  FROM fresh
  JOIN likeness USING (post_key)
  WHERE is_public AND to_viewer AND NOT mine),
candidate AS MATERIALIZED (
  SELECT post_key, bool_or(trending) AS trending, bool_or(alike) AS alike
  FROM (
    SELECT post_key, false AS trending, false AS alike FROM by_timeline
    UNION ALL
    SELECT post_key, true, false FROM hottest WHERE place <= {trending_count}
    UNION ALL
    SELECT post_key, false, true FROM nearest WHERE place <= {similar_count}) AS of_set
  GROUP BY post_key),
-- Whether rounding may decide which posts a set ends with.
doubt AS MATERIALIZED (
  SELECT EXISTS (
           SELECT
           FROM hottest AS kept, hottest AS left_out
           WHERE kept.place <= {trending_count} AND left_out.place > {trending_count}
             AND kept.hot - left_out.hot < 1e-9 AND kept.tie <> left_out.tie)
      OR EXISTS (
           SELECT
           FROM nearest AS kept, nearest AS left_out
           WHERE kept.place <= {similar_count} AND left_out.place > {similar_count}
             AND kept.cosine - left_out.cosine < 1e-5 AND kept.vector <> left_out.vector) AS doubt)
