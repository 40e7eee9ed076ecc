-- The columns that likes and comments are counted in.
ALTER TABLE {tables}.counted_posts
    ADD COLUMN likes_count bigint NOT NULL DEFAULT 0,
    ADD COLUMN comments_count bigint NOT NULL DEFAULT 0;
