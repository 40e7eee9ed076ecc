-- What posts are about, as numbers: posts of one topic point the same way, more or less. A model would say more, and take longer.

ALTER TABLE posts ADD COLUMN embedding vector(12);

WITH topic AS (
    SELECT name,
           d,
           pg_temp.chance('topic ' || name, d) - 0.5 AS x
    FROM (SELECT DISTINCT topic AS name FROM draft) AS every
    CROSS JOIN generate_series(1, 12) AS d
), about AS (
    SELECT draft.id,
           array_agg((topic.x + 0.3 * (pg_temp.chance('post ' || topic.d, draft.seed) - 0.5))::real ORDER BY topic.d)::vector AS embedding
    FROM draft
    JOIN topic ON topic.name = draft.topic
    GROUP BY draft.id
)
UPDATE posts
SET embedding = about.embedding
FROM about
WHERE about.id = posts.id;
