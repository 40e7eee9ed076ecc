-- A counter that nobody waits for: a trigger upon likes appends a row, and somebody adds these up later.
CREATE TABLE {tables}.deltas (
    post_id bigint NOT NULL,
    delta integer NOT NULL
) WITH (autovacuum_enabled = false);

CREATE FUNCTION {tables}.note_like () RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO {tables}.deltas (post_id, delta) VALUES (NEW.post_id, 1);
    RETURN NULL;
END
$$;

CREATE TRIGGER note_like AFTER INSERT ON {tables}.delta_likes
FOR EACH ROW EXECUTE FUNCTION {tables}.note_like();
