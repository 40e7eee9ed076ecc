-- What apps keep by themselves: a row of counters for each post, and a rank by which an index finds the first ones.
CREATE TABLE {tables}.counters (
    post_id bigint PRIMARY KEY,
    likes_count bigint NOT NULL,
    comments_count bigint NOT NULL,
    views_count bigint NOT NULL,
    rank float8
) WITH (autovacuum_enabled = false);
CREATE INDEX ON {tables}.counters (rank, post_id);
INSERT INTO {tables}.counters (post_id, likes_count, comments_count, views_count, rank)
SELECT s.post_id, coalesce(s.counts[1], 0), coalesce(s.counts[2], 0), coalesce(s.counts[3], 0), s.hot
FROM {data}.stats AS s
ORDER BY s.post_id
