-- The usual counter: a column of posts, and a trigger upon likes that adds to it.
CREATE TABLE {tables}.counter_posts (LIKE {tables}.posts INCLUDING ALL)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.counter_posts
SELECT *
FROM {tables}.posts
ORDER BY id;
ALTER TABLE {tables}.counter_posts ADD COLUMN likes_count bigint NOT NULL DEFAULT 0;

CREATE FUNCTION {tables}.count_like () RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE {tables}.counter_posts SET likes_count = likes_count + 1 WHERE id = NEW.post_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_like AFTER INSERT ON {tables}.counter_likes
FOR EACH ROW EXECUTE FUNCTION {tables}.count_like();
