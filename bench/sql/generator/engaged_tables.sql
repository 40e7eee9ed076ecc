-- The tables of engagement of one graph, anew; no key and no index: they are only copied.
DROP TABLE IF EXISTS likes, comments, views, engaged;

CREATE TABLE likes (
    post_id bigint NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamptz NOT NULL
) WITH (autovacuum_enabled = false);

CREATE TABLE comments (
    id bigint NOT NULL,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    body text NOT NULL
) WITH (autovacuum_enabled = false);

CREATE TABLE views (
    post_id bigint NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamptz NOT NULL
) WITH (autovacuum_enabled = false);

-- One row: what these were made from. `ready` turns true behind the final VACUUM.
CREATE TABLE engaged (
    recipe text NOT NULL,
    ready boolean NOT NULL DEFAULT false
);
