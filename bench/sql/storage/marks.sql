-- What apps keep by themselves about who has seen what.
CREATE TABLE {tables}.marks (
    viewer_id bigint NOT NULL,
    post_id bigint NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (viewer_id, post_id)
) WITH (autovacuum_enabled = false)
