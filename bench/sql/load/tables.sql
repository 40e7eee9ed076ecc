-- The app's tables, copies of the network's moved to now, with the indexes that pg_feed asks for. Vacuumed as any app's.
CREATE TABLE {tables}.posts (LIKE {network}.posts);
INSERT INTO {tables}.posts (id, author_id, created_at, body)
SELECT p.id, p.author_id, p.created_at + s.by, p.body
FROM {network}.posts AS p,
     {tables}.shift AS s
ORDER BY p.id;
ALTER TABLE {tables}.posts ADD PRIMARY KEY (id);
CREATE INDEX ON {tables}.posts (created_at, id);
CREATE INDEX ON {tables}.posts (author_id, created_at, id);

CREATE TABLE {tables}.follows (LIKE {network}.follows);
INSERT INTO {tables}.follows (follower_id, followee_id)
SELECT follower_id, followee_id
FROM {network}.follows;
ALTER TABLE {tables}.follows ADD PRIMARY KEY (follower_id, followee_id);
CREATE INDEX ON {tables}.follows (followee_id, follower_id);

CREATE TABLE {tables}.likes (LIKE {network}.likes);
INSERT INTO {tables}.likes (post_id, user_id, created_at)
SELECT l.post_id, l.user_id, l.created_at + s.by
FROM {network}.likes AS l,
     {tables}.shift AS s;
ALTER TABLE {tables}.likes ADD PRIMARY KEY (post_id, user_id);
CREATE INDEX ON {tables}.likes (post_id, created_at, user_id);
CREATE INDEX ON {tables}.likes (user_id, created_at, post_id);

CREATE TABLE {tables}.comments (LIKE {network}.comments);
INSERT INTO {tables}.comments (id, post_id, author_id, created_at, body)
SELECT c.id, c.post_id, c.author_id, c.created_at + s.by, c.body
FROM {network}.comments AS c,
     {tables}.shift AS s;
ALTER TABLE {tables}.comments ADD PRIMARY KEY (id);
CREATE INDEX ON {tables}.comments (post_id, created_at, author_id);
CREATE INDEX ON {tables}.comments (author_id, created_at, post_id);
