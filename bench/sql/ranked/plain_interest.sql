taste AS (
    SELECT p.embedding, a.weight
    FROM (
        SELECT post_id, max(created_at) AS newest, sum(weight) AS weight
        FROM acted
        WHERE created_at >= now() - interval '30 days'
        GROUP BY post_id
    ) AS a
    JOIN {tables}.posts AS p
      ON p.id = a.post_id
    WHERE p.embedding IS NOT NULL
    ORDER BY a.newest DESC, a.post_id DESC
    LIMIT 50
),
interest AS MATERIALIZED (
    SELECT sum(embedding * array_fill(weight::real, ARRAY[{dimensions}])::vector) AS v
    FROM taste
),
nearest AS (
    SELECT p.id AS post_id
    FROM {tables}.posts AS p
    WHERE (SELECT v FROM interest) IS NOT NULL
      AND p.created_at BETWEEN now() - interval '7 days' AND now()
      AND p.author_id <> $1
    ORDER BY p.embedding <=> (SELECT v FROM interest)
    LIMIT 100
),
