-- Two views for each like, in the minute before it: one by who liked and one by somebody else.
WITH given AS (
    SELECT $1::bigint AS users,
           $2::bigint AS salt
)
INSERT INTO views (post_id, user_id, created_at)
SELECT l.post_id,
       CASE nth WHEN 1 THEN l.user_id ELSE other_account(l.user_id, users) END,
       l.created_at - uniform(l.post_id * 1048576 + l.user_id, salt + 13 + nth) * interval '1 minute'
FROM given,
     likes AS l,
     generate_series(1, 2) AS nth
ORDER BY 3
