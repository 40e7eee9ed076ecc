-- A feed's definition as JSON, for its owner only; behind view feed.definition.
CREATE FUNCTION feed.describe (feed name)
RETURNS jsonb
LANGUAGE c STABLE
AS 'MODULE_PATHNAME', 'feed_describe';

COMMENT ON FUNCTION feed.describe IS 'a feed''s definition, by the present names of its tables and columns';

-- The feeds of which the calling role has the owner's rights. The storage schema's owner is the feed's owner.
CREATE VIEW feed.definition
WITH (security_barrier)
AS
SELECT r.feed,
       pg_catalog.pg_get_userbyid(n.nspowner) AS owner,
       s.relation AS posts,
       feed.describe(r.feed) AS definition
FROM feed.registry AS r
JOIN pg_catalog.pg_class AS l
  ON l.oid = r.storage
JOIN pg_catalog.pg_namespace AS n
  ON n.oid = l.relnamespace
 AND n.nspname = r.feed || '_data'
LEFT JOIN feed.source AS s
  ON s.feed = r.feed
 AND s.kind = 'posts'
WHERE pg_catalog.pg_has_role(n.nspowner, 'USAGE');

COMMENT ON VIEW feed.definition IS 'a row per feed that you own: its tables, columns, conditions and settings';

-- It shows a role its own feeds only.
GRANT SELECT ON feed.definition TO PUBLIC;
