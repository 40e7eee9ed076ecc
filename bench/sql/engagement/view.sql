-- The posts of the last days and their decayed scores as of {moment}, kept as {score}.
DROP MATERIALIZED VIEW IF EXISTS {tables}.{view};
CREATE MATERIALIZED VIEW {tables}.{view} AS
SELECT v.id, v.author_id, v.created_at, {score} AS score
FROM (
    SELECT p.id,
           p.author_id,
           p.created_at,
           coalesce(e.value, 0) + 2 ^ (date_part('epoch', p.created_at - {moment}) / 43200) AS value
    FROM {tables}.shift AS s
    CROSS JOIN {tables}.posts AS p
    LEFT JOIN (
        SELECT a.post_id,
               sum(a.weight * 2 ^ (date_part('epoch', date_trunc('hour', a.created_at, 'UTC') - {moment}) / 43200)) AS value
        FROM (
            SELECT l.post_id, l.created_at, 1::float8 AS weight
            FROM {tables}.likes AS l
            WHERE l.created_at >= now() - interval '7 days'
            UNION ALL
            SELECT c.post_id, c.created_at, 13.5::float8
            FROM {tables}.comments AS c
            WHERE c.created_at >= now() - interval '7 days'
        ) AS a
        CROSS JOIN {tables}.shift AS s
        GROUP BY a.post_id
    ) AS e
      ON e.post_id = p.id
    WHERE p.created_at BETWEEN now() - interval '7 days' AND now()
) AS v;
CREATE UNIQUE INDEX ON {tables}.{view} (id);
CREATE INDEX ON {tables}.{view} (score DESC, id DESC);
