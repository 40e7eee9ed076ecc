-- The indexes that anybody would make for these tables; what counts engagement is only copied, and has none.
ALTER TABLE accounts ADD PRIMARY KEY (id);
ALTER TABLE follows ADD PRIMARY KEY (follower_id, followee_id);
ALTER TABLE blocks ADD PRIMARY KEY (blocker_id, blocked_id);
ALTER TABLE groups ADD PRIMARY KEY (id);
ALTER TABLE memberships ADD PRIMARY KEY (group_id, user_id);
ALTER TABLE posts ADD PRIMARY KEY (id);
CREATE INDEX posts_created_at_id ON posts (created_at, id);
CREATE INDEX posts_author_id_created_at_id ON posts (author_id, created_at, id);
ALTER TABLE comments ADD PRIMARY KEY (id);
ALTER TABLE planted ADD PRIMARY KEY (viewer);
