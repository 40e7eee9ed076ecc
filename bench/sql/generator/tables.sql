-- The app's tables of one network, without keys and indexes: those are built once the rows are in. The generator vacuums
-- them itself, so that nothing does while something is timed.
CREATE TABLE accounts (
    id bigint NOT NULL,
    name text NOT NULL,
    joined_at timestamptz NOT NULL
) WITH (autovacuum_enabled = false);

-- Scenarios write to copies of this one and need not say when.
CREATE TABLE follows (
    follower_id bigint NOT NULL,
    followee_id bigint NOT NULL,
    created_at timestamptz DEFAULT now()
) WITH (autovacuum_enabled = false);

CREATE TABLE blocks (
    blocker_id bigint NOT NULL,
    blocked_id bigint NOT NULL,
    created_at timestamptz NOT NULL
) WITH (autovacuum_enabled = false);

CREATE TABLE groups (
    id bigint NOT NULL,
    name text NOT NULL
) WITH (autovacuum_enabled = false);

CREATE TABLE memberships (
    group_id bigint NOT NULL,
    user_id bigint NOT NULL,
    joined_at timestamptz NOT NULL
) WITH (autovacuum_enabled = false);

CREATE TABLE posts (
    id bigint NOT NULL,
    author_id bigint NOT NULL,
    group_id bigint,
    quote_of bigint,
    created_at timestamptz NOT NULL,
    body text NOT NULL
) WITH (autovacuum_enabled = false);

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

CREATE TABLE reposts (LIKE likes) WITH (autovacuum_enabled = false);

CREATE TABLE bookmarks (LIKE likes) WITH (autovacuum_enabled = false);

CREATE TABLE views (LIKE likes) WITH (autovacuum_enabled = false);

-- The accounts that were planted to be nasty, and what each of them is there for.
CREATE TABLE planted (
    viewer bigint NOT NULL,
    kind text NOT NULL
) WITH (autovacuum_enabled = false);

-- One row: what was asked for. `ready` turns true behind the final VACUUM, so that an interrupted run is made anew.
CREATE TABLE made (
    recipe text NOT NULL,
    ready boolean NOT NULL DEFAULT false
);
