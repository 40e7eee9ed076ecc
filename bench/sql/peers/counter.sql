-- The usual counter: a trigger upon events, such as likes, that adds to a column of posts.
CREATE FUNCTION {events}_counted () RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE {posts} SET {column} = {column} + 1 WHERE id = NEW.post_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER counted AFTER INSERT ON {events}
FOR EACH ROW EXECUTE FUNCTION {events}_counted();
