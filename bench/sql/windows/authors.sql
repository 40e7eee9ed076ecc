-- $1 numbers of followers: for each the account that comes nearest, with at most $2. The planted viewers have none.
SELECT DISTINCT ON (wanted.place) had.author, had.followers
FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (followers, place),
     (
         SELECT followee_id AS author, count(*) AS followers
         FROM follows
         GROUP BY followee_id
         UNION ALL
         SELECT p.viewer, 0
         FROM planted AS p
         WHERE NOT EXISTS (SELECT FROM follows AS f WHERE f.followee_id = p.viewer)
     ) AS had
WHERE had.followers <= $2
ORDER BY wanted.place, abs(had.followers - wanted.followers), had.author
