-- When who posts what about: 40,000 posts of the last 90 days, and what people have scheduled for
-- the next two. The words come in posts.sql.

-- How awake a town is, hour by hour. Hours fill as many places as they have weight.
CREATE TEMP TABLE wakeful AS
SELECT row_number() OVER (ORDER BY hour.place, copy) - 1 AS n,
       hour.place - 1 AS hour
FROM unnest(ARRAY[2, 1, 1, 1, 1, 3, 8, 14, 15, 12, 11, 12, 16, 14, 10, 10, 12, 15, 18, 20, 22, 20, 13, 6])
         WITH ORDINALITY AS hour (weight, place),
     generate_series(1, hour.weight) AS copy;

-- Who begins a thread, when, and where. A few write much, and there is more every week.
CREATE TEMP TABLE thread AS
WITH begun AS (
    SELECT seed,
           person.*,
           date_trunc('day', now(), 'UTC')
               - interval '1 day' * floor(93 * (1 - power(pg_temp.chance('day', seed), 0.6)) - 2)
               + interval '1 hour' * wakeful.hour
               + interval '1 hour' * pg_temp.chance('minute', seed)
               AS local_time
    FROM generate_series(1, 34400) AS seed
    JOIN person
      ON person.activity = 1 + floor(2000 * power(pg_temp.chance('author', seed), 1.8))
    JOIN wakeful
      ON wakeful.n = pg_temp.pick('hour', seed, (SELECT count(*) FROM wakeful))
), joined AS (
    SELECT user_id,
           array_agg(group_id ORDER BY group_id) AS groups
    FROM memberships
    WHERE status = 'active'
    GROUP BY user_id
)
SELECT begun.seed,
       begun.id AS author_id,
       begun.local_time,
       begun.local_time - begun.utc_offset AS created_at,
       circle.id AS group_id,
       CASE WHEN pg_temp.chance('draft', begun.seed) < 0.015 THEN 'draft' ELSE 'published' END AS status,
       CASE
           WHEN circle.id IS NOT NULL THEN circle.topic
           WHEN pg_temp.chance('everyday', seed) < 0.22 THEN 'everyday'
           ELSE begun.topics[1 + floor(cardinality(begun.topics) * power(pg_temp.chance('subject', seed), 1.4))]
       END AS topic
FROM begun
LEFT JOIN joined
  ON joined.user_id = begun.id
 AND pg_temp.chance('to group', seed) < 0.30
LEFT JOIN circle
  ON circle.id = joined.groups[1 + pg_temp.pick('group', seed, cardinality(joined.groups))];

-- A few threads go around, so that anybody may come. Of about each age one: how long after it was written that began, how fast
-- it fades, how many people see it then, what shares of them like and repost it, and how many reply. One that is 19 days old
-- has been found again within the hour.
CREATE TEMP TABLE viral AS
SELECT thread.seed,
       thread.created_at + burst.begins AS begins_at,
       burst.fades,
       burst.people,
       burst.liked,
       burst.reposted,
       burst.replies
FROM (
    VALUES
        (interval '50 minutes', interval '5 minutes', interval '20 minutes', 180, 0.30, 0.01, 6),
        (interval '5 hours', interval '20 minutes', interval '1 hour', 620, 0.34, 0.01, 21),
        (interval '11 hours', interval '1 hour', interval '90 minutes', 900, 0.22, 0.06, 5),
        (interval '19 hours', interval '2 hours', interval '2 hours', 1000, 0.38, 0.01, 41),
        (interval '30 hours', interval '2 hours', interval '3 hours', 1500, 0.30, 0.06, 19),
        (interval '50 hours', interval '1 hour', interval '4 hours', 1300, 0.28, 0.02, 63),
        (interval '4 days', interval '3 hours', interval '5 hours', 1800, 0.36, 0.05, 34),
        (interval '19 days', interval '18 days 23 hours 20 minutes', interval '90 minutes', 420, 0.40, 0.04, 14),
        (interval '40 days', interval '2 hours', interval '6 hours', 1600, 0.30, 0.03, 52),
        (interval '66 days', interval '2 hours', interval '4 hours', 1300, 0.25, 0.04, 18)
) AS burst (age, begins, fades, people, liked, reposted, replies)
CROSS JOIN LATERAL (
    SELECT seed,
           created_at
    FROM (
        SELECT seed,
               created_at
        FROM thread
        WHERE status = 'published'
          AND group_id IS NULL
          AND topic <> 'everyday'
          AND author_id NOT IN (SELECT id FROM users WHERE suspended)
          AND created_at < now() - burst.age
        ORDER BY created_at DESC
        LIMIT 6
    ) AS around
    ORDER BY pg_temp.chance('viral', seed)
    LIMIT 1
) AS thread;

-- Replies come within minutes or hours, from the group or from followers ...
CREATE TEMP TABLE reply AS
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
), answered AS (
    SELECT thread.*,
           thread.seed * 8 + nth AS reply_seed
    FROM thread
    CROSS JOIN generate_series(1, 4) AS nth
    WHERE thread.status = 'published'
      AND pg_temp.chance('replied', thread.seed * 8 + nth) < 0.055
)
SELECT answered.seed AS parent_seed,
       answered.reply_seed,
       answered.group_id,
       listeners.people[1 + pg_temp.pick('who replies', reply_seed, cardinality(listeners.people))]
           AS author_id,
       answered.created_at - interval '45 minutes' * ln(1 - pg_temp.chance('reply after', reply_seed))
           AS created_at
FROM answered
JOIN listeners
  ON listeners.of = CASE WHEN answered.group_id IS NULL THEN 'author' ELSE 'group' END
 AND listeners.id = coalesce(answered.group_id, answered.author_id);

-- ... and to what goes around also from others, as long as it does.
INSERT INTO reply (parent_seed, reply_seed, group_id, author_id, created_at)
SELECT viral.seed,
       answer.seed,
       NULL,
       1 + pg_temp.pick('who joins in', answer.seed, (SELECT count(*) FROM person)),
       viral.begins_at - viral.fades * ln(1 - pg_temp.chance('joins in after', answer.seed))
FROM viral
CROSS JOIN LATERAL generate_series(1, viral.replies) AS nth
CROSS JOIN LATERAL (SELECT 1000000 + viral.seed * 64 + nth AS seed) AS answer;

-- All posts in order of time, so that ids grow as they do in life. `nth` counts a topic's
-- posts.
CREATE TEMP TABLE draft AS
WITH gathered AS (
    SELECT seed,
           NULL::bigint AS parent_seed,
           author_id,
           group_id,
           topic,
           local_time,
           created_at,
           status
    FROM thread
    UNION ALL
    SELECT 1000000 + reply.reply_seed,
           thread.seed,
           reply.author_id,
           reply.group_id,
           thread.topic,
           reply.created_at + person.utc_offset,
           reply.created_at,
           'published'
    FROM reply
    JOIN thread ON thread.seed = reply.parent_seed
    JOIN person ON person.id = reply.author_id
    WHERE reply.created_at < now()
      AND reply.author_id <> thread.author_id
)
SELECT row_number() OVER (ORDER BY created_at, seed) AS id,
       row_number() OVER (PARTITION BY topic, parent_seed IS NULL ORDER BY created_at, seed) AS nth,
       CASE
           WHEN extract(hour FROM local_time) BETWEEN 5 AND 11 THEN 'when.morning'
           WHEN extract(hour FROM local_time) BETWEEN 12 AND 16 THEN 'when.afternoon'
           WHEN extract(hour FROM local_time) BETWEEN 17 AND 21 THEN 'when.evening'
           ELSE 'when.night'
       END AS daypart,
       gathered.*
FROM gathered;

ANALYZE draft;
