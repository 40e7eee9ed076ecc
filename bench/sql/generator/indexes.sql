-- The indexes that anybody would make for these tables.
ALTER TABLE posts ADD PRIMARY KEY (id);
CREATE INDEX posts_created_at_id ON posts (created_at, id);
CREATE INDEX posts_author_id_created_at_id ON posts (author_id, created_at, id);
ALTER TABLE follows ADD PRIMARY KEY (follower_id, followee_id);
