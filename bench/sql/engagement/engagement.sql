-- Copies of what belongs to these posts, with the indexes that an app has: by post, and by time for the plain queries.
CREATE TABLE {tables}.likes (LIKE {network}.likes)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.likes (post_id, user_id, created_at)
SELECT l.post_id, l.user_id, l.created_at + s.by
FROM {network}.likes AS l,
     {tables}.shift AS s
WHERE l.post_id % {every} = 0;
ALTER TABLE {tables}.likes ADD PRIMARY KEY (post_id, user_id);
CREATE INDEX ON {tables}.likes (created_at);

CREATE TABLE {tables}.comments (LIKE {network}.comments)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.comments (id, post_id, author_id, created_at, body)
SELECT c.id, c.post_id, c.author_id, c.created_at + s.by, c.body
FROM {network}.comments AS c,
     {tables}.shift AS s
WHERE c.post_id % {every} = 0;
ALTER TABLE {tables}.comments ADD PRIMARY KEY (id);
CREATE INDEX ON {tables}.comments (post_id);
CREATE INDEX ON {tables}.comments (created_at);

CREATE TABLE {tables}.views (LIKE {network}.views)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.views (post_id, user_id, created_at)
SELECT v.post_id, v.user_id, v.created_at + s.by
FROM {network}.views AS v,
     {tables}.shift AS s
WHERE v.post_id % {every} = 0;
CREATE INDEX ON {tables}.views (post_id);
