-- The registry of feeds. Only the extension's own functions write it, after checking who owns the tables.
CREATE TABLE feed.registry (
    feed     name     PRIMARY KEY,
    -- The table in the feed's storage schema that was made with the feed. A schema of the same name that somebody makes
    -- after the feed's own was dropped by hand does not hold it, so nobody can take a feed over.
    storage  regclass NOT NULL,
    settings jsonb    NOT NULL DEFAULT '{}',
    -- Grows whenever the definition or a setting changes on which windows are built; see feed.generation.
    generation bigint NOT NULL DEFAULT 1,
    -- Indexes that feed.create built on the app's tables, for feed.drop: by name, because a dump restores this row
    -- before the indexes.
    built    text[]   NOT NULL DEFAULT '{}',
    -- Which missing indexes may be built at once.
    build_indexes text NOT NULL DEFAULT 'small'
             CHECK (build_indexes IN ('none', 'small', 'all')),
    -- The column of posts that says what they are about, and its type. It is in no row of feed.source: nothing is captured
    -- of it, and without it all goes on but what compares posts.
    embedding feed.regcolumn,
    embedding_type regtype
);

COMMENT ON TABLE feed.registry IS 'a row per feed, with the settings that differ from their defaults';

SELECT pg_catalog.pg_extension_config_dump('feed.registry', '');

-- One row per table that a feed reads. Arrays named alike run in parallel.
CREATE TABLE feed.source (
    -- No foreign key: a parallel restore loads both tables at once.
    feed          name             NOT NULL,
    kind          text             NOT NULL
                  CHECK (kind IN ('posts', 'follows', 'accounts', 'memberships', 'exclusion', 'signal')),
    relation      regclass         NOT NULL,
    -- The signal's name; one table may bring several.
    signal        name             NOT NULL DEFAULT '',
    -- What each bound column is to the feed: id, author, created_at, follower, ...
    roles         text[]           NOT NULL,
    columns       feed.regcolumn[] NOT NULL,
    types         regtype[]        NOT NULL,
    -- Conditions by role (visible, public, active, discoverable), deparsed with the names they had then ...
    conditions    jsonb            NOT NULL DEFAULT '{}',
    -- ... and what these names mean, so that a rename does not break them.
    mentions      text[]           NOT NULL DEFAULT '{}',
    mentioned     feed.regcolumn[] NOT NULL DEFAULT '{}',
    mention_types regtype[]        NOT NULL DEFAULT '{}',
    -- Exclusions only: holds in either direction.
    both_ways     boolean          NOT NULL DEFAULT false,
    PRIMARY KEY (feed, kind, relation, signal)
);

CREATE UNIQUE INDEX source_one_of_a_kind
    ON feed.source (feed, kind)
    WHERE kind NOT IN ('exclusion', 'signal');

COMMENT ON TABLE feed.source IS 'a row per table that a feed reads, with its columns and conditions';

SELECT pg_catalog.pg_extension_config_dump('feed.source', '');

-- One row per signal that a feed has, or had: a removed one keeps its place, because views upon the feed's views name its
-- column. It has no row in feed.source.
CREATE TABLE feed.signal (
    feed           name     NOT NULL,
    -- That of its column in the views, from 1 on.
    place          smallint NOT NULL CHECK (place > 0),
    signal         name     NOT NULL,
    weight         float8   NOT NULL,
    -- What the weight was when the signal was added.
    default_weight float8   NOT NULL,
    -- Seen, not engaged with.
    impression     boolean  NOT NULL,
    -- Tells one definition of the signal from the one before.
    generation     bigint   NOT NULL,
    -- A column of posts that is kept equal to the count.
    counter        feed.regcolumn,
    counter_type   regtype,
    PRIMARY KEY (feed, place),
    UNIQUE (feed, signal)
);

COMMENT ON TABLE feed.signal IS 'a row per kind of engagement that a feed counts, or counted';

SELECT pg_catalog.pg_extension_config_dump('feed.signal', '');
