-- What a post was engaged with last, and what somebody engaged with last: pg_feed asks for these, and plain SQL uses them as well.
CREATE INDEX ON {tables}.likes (post_id, created_at, user_id);
CREATE INDEX ON {tables}.likes (user_id, created_at, post_id);
CREATE INDEX ON {tables}.comments (post_id, created_at, author_id);
CREATE INDEX ON {tables}.comments (author_id, created_at, post_id);
-- Nobody has use for these any more, and the planner would take the first for a shorter way than it is.
DROP INDEX {tables}.comments_post_id_idx, {tables}.comments_created_at_idx, {tables}.likes_created_at_idx;
