-- The network's last events, as many as there are in ten minutes of its week on average (four at least), numbered from the newest.
DROP TABLE IF EXISTS {tables}.happened;
CREATE TABLE {tables}.happened AS
WITH events AS (
    SELECT 'like' AS kind, post_id, user_id, created_at
    FROM {network}.likes
    UNION ALL
    SELECT 'comment', post_id, author_id, created_at
    FROM {network}.comments
    UNION ALL
    SELECT 'view', post_id, user_id, created_at
    FROM {network}.views
)
SELECT row_number() OVER (ORDER BY e.created_at DESC, e.kind, e.post_id, e.user_id) AS n,
       e.kind,
       e.post_id,
       e.user_id
FROM (
    SELECT kind, post_id, user_id, created_at
    FROM events
    ORDER BY created_at DESC, kind, post_id, user_id
    LIMIT (SELECT greatest(4, count(*) / (7 * 24 * 6)) FROM events)
) AS e;
ALTER TABLE {tables}.happened ADD PRIMARY KEY (n);
