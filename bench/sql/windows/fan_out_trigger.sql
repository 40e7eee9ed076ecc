-- What apps write: a post goes to all followers in the transaction that inserts it.
CREATE FUNCTION {tables}.fan_out () RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO {tables}.feeds (viewer_id, created_at, post_id, author_id)
    SELECT f.follower_id, NEW.created_at, NEW.id, NEW.author_id
    FROM {network}.follows AS f
    WHERE f.followee_id = NEW.author_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER fan_out AFTER INSERT ON {tables}.fanned
FOR EACH ROW EXECUTE FUNCTION {tables}.fan_out();
