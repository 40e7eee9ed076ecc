-- What apps keep by themselves: a row for each follower and post, and the index by which a page is one short walk.
CREATE TABLE {tables}.feeds (
    viewer_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    PRIMARY KEY (viewer_id, created_at, post_id) INCLUDE (author_id)
) WITH (autovacuum_enabled = false)
