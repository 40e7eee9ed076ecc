-- Posts dated from one time to another. It is only planned, to learn how many are expected; as the feed's owner.
SELECT
FROM {posts} AS r
WHERE r.{created_at} BETWEEN {oldest} AND {latest}
