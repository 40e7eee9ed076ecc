-- What people did: rows of signals that are no impressions and say whose they are; `nth` counts a post's rows from the
-- newest, those without a time last.
act AS MATERIALIZED (
  {acts}),
-- What the viewer did, and when: without a time column, at the time of the post.
acted AS MATERIALIZED (
  SELECT place, post_key, post_id, author_id::text COLLATE "C" AS author_key, weight,
         CASE WHEN timed THEN at ELSE created_at END AS at
  FROM act
  JOIN signal_weight USING (place)
  LEFT JOIN readable_post USING (post_key)
  WHERE actor_key = {viewer}),
newest_acted AS (
  SELECT *
  FROM acted
  WHERE isfinite(at)
  ORDER BY at DESC, place, post_id DESC NULLS LAST
  LIMIT 1000),
aged AS (
  SELECT author_key, weight,
         -greatest(extract(epoch FROM {as_of} - at)::float8, 0) / {relevance_half_life} AS half_lives
  FROM newest_acted
  WHERE author_key IS NOT NULL),
affinity AS (
  SELECT author_key, sum(weight * {aged_weight}) AS a
  FROM aged
  GROUP BY author_key),
-- Embeddings as plain arrays; a post without one is not there.
embedded AS MATERIALIZED (
  {embedded}),
visible AS ({visible}),
liked AS (
  SELECT post_key, max(at) AS newest, sum(weight) AS weight
  FROM acted
  WHERE isfinite(at) AND at >= {as_of} - {month}
  GROUP BY post_key),
taste AS (
  SELECT vector, weight
  FROM liked
  JOIN visible ON visible.post_id::text COLLATE "C" = post_key
  JOIN embedded USING (post_key)
  ORDER BY newest DESC, visible.post_id DESC
  LIMIT 50),
mean AS (
  SELECT n, sum(weight * x) / sum(weight) AS x
  FROM taste, unnest(vector) WITH ORDINALITY AS element (x, n)
  GROUP BY n
  HAVING sum(weight) > 0),
-- No row, or one that is not zero everywhere.
interest AS MATERIALIZED (
  SELECT array_agg(x ORDER BY n) AS taste
  FROM mean
  HAVING bool_or(x <> 0)),
likeness AS MATERIALIZED (
  SELECT post_key, vector,
         (SELECT sum(a * b) / sqrt(sum(a * a)) / sqrt(sum(b * b)) FROM unnest(vector, taste) AS pair (a, b)) AS cosine
  FROM embedded, interest
  WHERE cardinality(vector) = cardinality(taste) AND 0 <> ANY (vector))
