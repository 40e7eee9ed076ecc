-- What an app keeps that ranks in its tables: counters of each post, and a rank by gravity as of when the stage was made.
DROP TABLE IF EXISTS {tables}.ranked;
CREATE TABLE {tables}.ranked (
    id bigint PRIMARY KEY,
    author_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    likes_count bigint NOT NULL,
    comments_count bigint NOT NULL,
    rank float8 NOT NULL
) WITH (autovacuum_enabled = false);
INSERT INTO {tables}.ranked
SELECT p.id,
       p.author_id,
       p.created_at,
       coalesce(l.n, 0),
       coalesce(c.n, 0),
       (coalesce(l.n, 0) + 13.5::float8 * coalesce(c.n, 0))
           / (greatest(date_part('epoch', s.at - p.created_at), 0) / 3600 + 2) ^ 1.5::float8
FROM {tables}.shift AS s
CROSS JOIN {tables}.posts AS p
LEFT JOIN (SELECT post_id, count(*) AS n FROM {tables}.likes GROUP BY post_id) AS l
  ON l.post_id = p.id
LEFT JOIN (SELECT post_id, count(*) AS n FROM {tables}.comments GROUP BY post_id) AS c
  ON c.post_id = p.id
ORDER BY p.id;
CREATE INDEX ON {tables}.ranked (rank DESC, id DESC);
CREATE INDEX ON {tables}.ranked (created_at, id);
