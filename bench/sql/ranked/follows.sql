-- A copy of who follows whom: a feed of its own captures its changes.
CREATE TABLE {tables}.follows (LIKE {network}.follows)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.follows (follower_id, followee_id)
SELECT follower_id, followee_id
FROM {network}.follows;
ALTER TABLE {tables}.follows ADD PRIMARY KEY (follower_id, followee_id);
CREATE INDEX ON {tables}.follows (followee_id, follower_id);
