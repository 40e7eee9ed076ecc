-- Who has seen which posts, and liked, reposted or bookmarked them. Replies are there already: they are posts themselves.

-- Most posts are seen by some of those whom they reach: by the group, or by the author's followers. `liked` and `reposted`
-- are the shares of them who do that.
CREATE TEMP TABLE seen AS
WITH listeners AS (
    SELECT 'author' AS of,
           followee_id AS id,
           array_agg(follower_id ORDER BY follower_id) AS people
    FROM follows
    GROUP BY followee_id
    UNION ALL
    SELECT 'group',
           group_id,
           array_agg(user_id ORDER BY user_id)
    FROM memberships
    WHERE status = 'active'
    GROUP BY group_id
), reached AS (
    SELECT posts.id,
           posts.created_at,
           listeners.people,
           cardinality(listeners.people) AS size,
           least(0.6, 0.04 * power(1 - pg_temp.chance('appeal', posts.id), -0.45)) AS appeal
    FROM posts
    JOIN listeners
      ON listeners.of = CASE WHEN posts.group_id IS NULL THEN 'author' ELSE 'group' END
     AND listeners.id = coalesce(posts.group_id, posts.author_id)
    WHERE posts.status = 'published'
      AND posts.reply_to_id IS NULL
)
SELECT reached.id AS post_id,
       reached.people[1 + pg_temp.pick('sees', reached.id * 2048 + nth, reached.size)] AS user_id,
       0.2 + 0.8 * reached.appeal AS liked,
       0.01 + 0.2 * reached.appeal AS reposted,
       reached.created_at - interval '3 hours' * ln(1 - pg_temp.chance('sees after', reached.id * 2048 + nth))
           AS created_at
FROM reached
CROSS JOIN LATERAL generate_series(1, round(reached.size * reached.appeal)::int) AS nth;

-- What goes around may be seen by anybody.
INSERT INTO seen (post_id, user_id, liked, reposted, created_at)
SELECT draft.id,
       1 + pg_temp.pick('comes by', draft.id * 2048 + visit, (SELECT count(*) FROM users)),
       viral.liked,
       viral.reposted,
       viral.begins_at - viral.fades * ln(1 - pg_temp.chance('comes by after', draft.id * 2048 + visit))
FROM viral
JOIN draft ON draft.seed = viral.seed
CROSS JOIN LATERAL generate_series(1, viral.people) AS visit;

-- Each person sees a post for the first time once, and nothing before its time.
CREATE TEMP TABLE met AS
SELECT seen.post_id,
       seen.user_id,
       max(seen.liked) AS liked,
       max(seen.reposted) AS reposted,
       min(seen.created_at) AS created_at,
       seen.post_id * 2048 + seen.user_id AS seed
FROM seen
JOIN posts ON posts.id = seen.post_id
WHERE seen.created_at < now()
  AND seen.user_id <> posts.author_id
GROUP BY seen.post_id,
         seen.user_id;

INSERT INTO views (post_id, user_id, created_at)
SELECT post_id,
       user_id,
       created_at
FROM met;

INSERT INTO likes (post_id, user_id, created_at)
SELECT post_id,
       user_id,
       created_at
FROM met
WHERE pg_temp.chance('likes', seed) < liked;

INSERT INTO reposts (post_id, user_id, created_at)
SELECT post_id,
       user_id,
       created_at
FROM met
WHERE pg_temp.chance('reposts', seed) < reposted;

INSERT INTO bookmarks (post_id, user_id, created_at)
SELECT post_id,
       user_id,
       created_at
FROM met
WHERE pg_temp.chance('bookmarks', seed) < 0.05 * power(pg_temp.chance('kept', post_id), 2);

ALTER TABLE likes
    ADD FOREIGN KEY (post_id) REFERENCES posts ON DELETE CASCADE,
    ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE reposts
    ADD FOREIGN KEY (post_id) REFERENCES posts ON DELETE CASCADE,
    ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE bookmarks
    ADD FOREIGN KEY (post_id) REFERENCES posts ON DELETE CASCADE,
    ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE views
    ADD FOREIGN KEY (post_id) REFERENCES posts ON DELETE CASCADE,
    ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
