-- The usual counters: triggers that add to a column of posts.
CREATE FUNCTION {tables}.count_like () RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE {tables}.posts SET likes_count = likes_count + 1 WHERE id = NEW.post_id;
    RETURN NULL;
END
$$;
CREATE FUNCTION {tables}.count_comment () RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE {tables}.posts SET comments_count = comments_count + 1 WHERE id = NEW.post_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER count_like AFTER INSERT ON {tables}.likes
FOR EACH ROW EXECUTE FUNCTION {tables}.count_like();
CREATE TRIGGER count_comment AFTER INSERT ON {tables}.comments
FOR EACH ROW EXECUTE FUNCTION {tables}.count_comment();
