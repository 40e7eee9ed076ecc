-- Those numbered behind $1 and up to $2 happen again, now, by people numbered behind $3.
WITH liked AS (
    INSERT INTO {tables}.likes (post_id, user_id, created_at)
    SELECT post_id, user_id + $3, now()
    FROM {tables}.happened
    WHERE kind = 'like' AND n > $1 AND n <= $2
),
commented AS (
    INSERT INTO {tables}.comments (id, post_id, author_id, created_at, body)
    SELECT n + $3, post_id, user_id + $3, now(), 'a line of comment, as long as comments are.'
    FROM {tables}.happened
    WHERE kind = 'comment' AND n > $1 AND n <= $2
)
INSERT INTO {tables}.views (post_id, user_id, created_at)
SELECT post_id, user_id + $3, now()
FROM {tables}.happened
WHERE kind = 'view' AND n > $1 AND n <= $2
