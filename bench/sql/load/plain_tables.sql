-- The same tables for plain SQL: counters in columns of posts, marks of what was seen, and only the indexes that its statements use.
CREATE TABLE {tables}.posts (
    LIKE {ours}.posts,
    likes_count bigint NOT NULL DEFAULT 0,
    comments_count bigint NOT NULL DEFAULT 0
);
INSERT INTO {tables}.posts (id, author_id, created_at, body, likes_count, comments_count)
SELECT p.id, p.author_id, p.created_at, p.body, coalesce(l.n, 0), coalesce(c.n, 0)
FROM {ours}.posts AS p
LEFT JOIN (SELECT post_id, count(*) AS n FROM {ours}.likes GROUP BY post_id) AS l
  ON l.post_id = p.id
LEFT JOIN (SELECT post_id, count(*) AS n FROM {ours}.comments GROUP BY post_id) AS c
  ON c.post_id = p.id
ORDER BY p.id;
ALTER TABLE {tables}.posts ADD PRIMARY KEY (id);
CREATE INDEX ON {tables}.posts (created_at, id);
CREATE INDEX ON {tables}.posts (author_id, created_at, id);

CREATE TABLE {tables}.follows (LIKE {ours}.follows);
INSERT INTO {tables}.follows (follower_id, followee_id)
SELECT follower_id, followee_id
FROM {ours}.follows;
ALTER TABLE {tables}.follows ADD PRIMARY KEY (follower_id, followee_id);

CREATE TABLE {tables}.likes (LIKE {ours}.likes);
INSERT INTO {tables}.likes (post_id, user_id, created_at)
SELECT post_id, user_id, created_at
FROM {ours}.likes;
ALTER TABLE {tables}.likes ADD PRIMARY KEY (post_id, user_id);

CREATE TABLE {tables}.comments (LIKE {ours}.comments);
INSERT INTO {tables}.comments (id, post_id, author_id, created_at, body)
SELECT id, post_id, author_id, created_at, body
FROM {ours}.comments;
ALTER TABLE {tables}.comments ADD PRIMARY KEY (id);
CREATE INDEX ON {tables}.comments (post_id);

CREATE TABLE {tables}.seen (
    viewer_id bigint NOT NULL,
    post_id bigint NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (viewer_id, post_id)
);
