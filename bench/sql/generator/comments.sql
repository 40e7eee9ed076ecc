-- One like of eight comes with a comment by somebody, within an hour.
WITH given AS (
    SELECT $1::bigint AS users,
           $2::bigint AS salt,
           (SELECT max(created_at) FROM posts) AS newest
)
INSERT INTO comments (id, post_id, author_id, created_at, body)
SELECT row_number() OVER (ORDER BY at, l.post_id, l.user_id), l.post_id, account(l.user_id, users), at, 'a line of comment, as long as comments are.'
FROM given,
     likes AS l,
     LATERAL (SELECT uniform(l.post_id * 1048576 + l.user_id, salt + 12), uniform(l.post_id * 1048576 + l.user_id, salt + 13)) AS drawn (chance, part),
     LATERAL (SELECT least(newest, l.created_at + part * interval '1 hour')) AS said (at)
WHERE chance < 0.125
ORDER BY at, l.post_id, l.user_id
