-- Defining feeds. Everyone may call these: each checks that the caller owns what it changes.

CREATE FUNCTION feed.create (
    feed name,
    posts regclass,
    follows regclass DEFAULT NULL,
    post_id name DEFAULT NULL,
    post_author name DEFAULT NULL,
    post_created_at name DEFAULT NULL,
    post_parent name DEFAULT NULL,
    post_group name DEFAULT NULL,
    post_pinned name DEFAULT NULL,
    post_visible text DEFAULT NULL,
    post_public text DEFAULT NULL,
    follow_follower name DEFAULT NULL,
    follow_followee name DEFAULT NULL,
    follow_active text DEFAULT NULL,
    build_indexes text DEFAULT 'small'
)
RETURNS jsonb
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_create';

COMMENT ON FUNCTION feed.create IS
    'makes a feed over the app''s tables: schema <feed> with its reads, schema <feed>_data with its storage';

CREATE FUNCTION feed.alter (feed name, changes jsonb)
RETURNS jsonb
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_alter';

COMMENT ON FUNCTION feed.alter IS
    'changes arguments of feed.create, by name; {} binds the feed anew to its tables as they are now';

CREATE FUNCTION feed.drop (feed name)
RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_drop';

COMMENT ON FUNCTION feed.drop IS
    'removes a feed''s two schemas and the indexes that feed.create built; the app''s tables stay';

CREATE FUNCTION feed.add_accounts (
    feed name,
    accounts regclass,
    id name DEFAULT NULL,
    visible text DEFAULT NULL,
    discoverable text DEFAULT NULL
)
RETURNS jsonb
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_add_accounts';

COMMENT ON FUNCTION feed.add_accounts IS
    'adds the table of people: posts show only of authors for whom visible holds';

CREATE FUNCTION feed.remove_accounts (feed name)
RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_remove_accounts';

COMMENT ON FUNCTION feed.remove_accounts IS 'takes the table of people out of a feed';

CREATE FUNCTION feed.add_groups (
    feed name,
    memberships regclass,
    member name DEFAULT NULL,
    group_key name DEFAULT NULL,
    active text DEFAULT NULL
)
RETURNS jsonb
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_add_groups';

COMMENT ON FUNCTION feed.add_groups IS 'adds group memberships: posts in a group reach its active members';

CREATE FUNCTION feed.remove_groups (feed name)
RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_remove_groups';

COMMENT ON FUNCTION feed.remove_groups IS 'takes group memberships out of a feed';

CREATE FUNCTION feed.add_exclusion (
    feed name,
    source regclass,
    viewer name DEFAULT NULL,
    author name DEFAULT NULL,
    both_ways boolean DEFAULT false,
    active text DEFAULT NULL
)
RETURNS jsonb
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_add_exclusion';

COMMENT ON FUNCTION feed.add_exclusion IS
    'adds a table of mutes, or with both_ways of blocks: the author is hidden from the viewer';

CREATE FUNCTION feed.remove_exclusion (feed name, source regclass)
RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_remove_exclusion';

COMMENT ON FUNCTION feed.remove_exclusion IS 'takes a table of mutes or blocks out of a feed';

CREATE FUNCTION feed.add_signal (
    feed name,
    signal name,
    source regclass,
    weight double precision DEFAULT NULL,
    post name DEFAULT NULL,
    actor name DEFAULT NULL,
    created_at name DEFAULT NULL,
    active text DEFAULT NULL,
    impression boolean DEFAULT NULL,
    counter name DEFAULT NULL
)
RETURNS jsonb
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_add_signal';

COMMENT ON FUNCTION feed.add_signal IS
    'adds a table whose rows are engagements of one kind, such as likes; the rows there are count at once';

CREATE FUNCTION feed.remove_signal (feed name, signal name)
RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_remove_signal';

COMMENT ON FUNCTION feed.remove_signal IS
    'counts a signal no more; its column stays in the feed''s views and is NULL';

CREATE FUNCTION feed.add_embedding (feed name, post_embedding name DEFAULT 'embedding')
RETURNS jsonb
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_add_embedding';

COMMENT ON FUNCTION feed.add_embedding IS
    'adds the column of posts, of type vector or halfvec, that says what a post is about';

CREATE FUNCTION feed.remove_embedding (feed name)
RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_remove_embedding';

COMMENT ON FUNCTION feed.remove_embedding IS 'compares posts no more; the column stays as it was';

CREATE FUNCTION feed.configure (feed name, settings jsonb)
RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_configure';

COMMENT ON FUNCTION feed.configure IS 'changes settings; JSON null sets one back to its default';

CREATE FUNCTION feed.settings (feed name)
RETURNS TABLE (
    setting text,
    value jsonb,
    default_value jsonb,
    unit text,
    description text
)
LANGUAGE c STABLE ROWS 10
AS 'MODULE_PATHNAME', 'feed_settings';

COMMENT ON FUNCTION feed.settings IS 'lists a feed''s settings';

CREATE FUNCTION feed.doctor (feed name DEFAULT NULL)
RETURNS TABLE (
    severity text,
    finding text,
    remedy text
)
LANGUAGE c VOLATILE ROWS 10
AS 'MODULE_PATHNAME', 'feed_doctor';

COMMENT ON FUNCTION feed.doctor IS 'tells what is wrong or slow about a feed, and how to mend it';

CREATE FUNCTION feed.grant_access (feed name, role name)
RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_grant_access';

COMMENT ON FUNCTION feed.grant_access IS
    'lets a role call a feed''s functions and read its views; gives nothing on the app''s tables';

CREATE FUNCTION feed.revoke_access (feed name, role name)
RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_revoke_access';

COMMENT ON FUNCTION feed.revoke_access IS 'takes back what feed.grant_access gave';
