-- What apps write: a row for each follower, in the transaction that inserts the post. It begins with what is in the windows.
CREATE TABLE {tables}.{posts}_feeds (
    viewer_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    PRIMARY KEY (viewer_id, created_at, post_id)
) WITH (autovacuum_enabled = false);
INSERT INTO {tables}.{posts}_feeds (viewer_id, created_at, post_id, author_id)
SELECT e.viewer, e.created_at, e.post_id, e.author_id
FROM {data}.entry AS e
ORDER BY e.viewer, e.created_at, e.post_id;

CREATE FUNCTION {tables}.{posts}_fan_out () RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO {tables}.{posts}_feeds (viewer_id, created_at, post_id, author_id)
    SELECT f.follower_id, NEW.created_at, NEW.id, NEW.author_id
    FROM {tables}.bare_follows AS f{whose}
    WHERE f.followee_id = NEW.author_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER fan_out AFTER INSERT ON {tables}.{posts}
FOR EACH ROW EXECUTE FUNCTION {tables}.{posts}_fan_out();
