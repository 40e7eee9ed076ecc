-- The first hour that has yet to add to a post.
UPDATE {data}.counting AS c
SET due = f.due
FROM (
    SELECT min(s.due) AS due
    FROM {data}.stats AS s
    WHERE s.due IS NOT NULL
) AS f
WHERE c.due IS DISTINCT FROM f.due
