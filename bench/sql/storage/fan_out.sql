-- What apps keep by themselves: a row for each follower and post, and the index by which a page is one short walk; with the entries
-- that the windows have, which came viewer by viewer.
CREATE TABLE {tables}.fan_out (
    viewer_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    PRIMARY KEY (viewer_id, created_at, post_id)
) WITH (autovacuum_enabled = false);
INSERT INTO {tables}.fan_out (viewer_id, created_at, post_id, author_id)
SELECT e.viewer, e.created_at, e.post_id, e.author_id
FROM {data}.entry AS e
JOIN {data}.viewer_window AS w
  ON w.viewer = e.viewer
ORDER BY w.warmed_at, e.viewer, e.created_at, e.post_id
