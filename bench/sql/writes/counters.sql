-- The usual counters: columns of posts, and a trigger upon likes and upon comments that adds to them.
ALTER TABLE {tables}.counted_posts
    ADD COLUMN likes_count bigint NOT NULL DEFAULT 0,
    ADD COLUMN comments_count bigint NOT NULL DEFAULT 0;

CREATE FUNCTION {tables}.count_like () RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE {tables}.counted_posts SET likes_count = likes_count + 1 WHERE id = NEW.post_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_like AFTER INSERT ON {tables}.counted_likes
FOR EACH ROW EXECUTE FUNCTION {tables}.count_like();

CREATE FUNCTION {tables}.count_comment () RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE {tables}.counted_posts SET comments_count = comments_count + 1 WHERE id = NEW.post_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_comment AFTER INSERT ON {tables}.counted_comments
FOR EACH ROW EXECUTE FUNCTION {tables}.count_comment();
