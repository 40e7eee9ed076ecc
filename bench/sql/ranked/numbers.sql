-- What an app keeps that ranks by itself: a row of counters for each post, and its decayed engagement as a logarithm, whose order
-- never changes with time: log2(1 + the sum of weight * 2^((hour of the event - time of the post) / half-life)) and the post's time in
-- half-lives behind 2020. The half-life is twelve hours; a comment weighs 13.5 likes, a view nothing.
CREATE TABLE {tables}.numbers (
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    likes bigint NOT NULL,
    comments bigint NOT NULL,
    views bigint NOT NULL,
    hot float8 NOT NULL
) WITH (autovacuum_enabled = false);
INSERT INTO {tables}.numbers
SELECT p.id,
       p.author_id,
       p.created_at,
       coalesce(l.n, 0),
       coalesce(c.n, 0),
       coalesce(v.n, 0),
       date_part('epoch', p.created_at - timestamptz '2020-01-01 00:00:00+00') / 43200
           + ln(1 + coalesce(l.worth, 0) + 13.5 * coalesce(c.worth, 0)) / ln(2::float8)
FROM {tables}.posts AS p
LEFT JOIN (
    SELECT e.post_id, count(*) AS n, sum(2 ^ (date_part('epoch', date_trunc('hour', e.created_at, 'UTC') - o.created_at) / 43200)) AS worth
    FROM {tables}.likes AS e
    JOIN {tables}.posts AS o
      ON o.id = e.post_id
    GROUP BY e.post_id
) AS l
  ON l.post_id = p.id
LEFT JOIN (
    SELECT e.post_id, count(*) AS n, sum(2 ^ (date_part('epoch', date_trunc('hour', e.created_at, 'UTC') - o.created_at) / 43200)) AS worth
    FROM {tables}.comments AS e
    JOIN {tables}.posts AS o
      ON o.id = e.post_id
    GROUP BY e.post_id
) AS c
  ON c.post_id = p.id
LEFT JOIN (SELECT e.post_id, count(*) AS n FROM {tables}.views AS e GROUP BY e.post_id) AS v
  ON v.post_id = p.id
ORDER BY p.id;
ALTER TABLE {tables}.numbers ADD PRIMARY KEY (post_id);
CREATE INDEX ON {tables}.numbers (hot, post_id);
