-- Who follows whom, who belongs to which group, and who has blocked whom.

-- Every pair of people meets once. The chance to follow falls with the other's reach as a power
-- law, grows with how many people one follows anyway, and with what both care about. (The first
-- condition is the cheap upper bound of the second: it spares four million closer looks.)
INSERT INTO follows (follower_id, followee_id, created_at)
WITH reader AS MATERIALIZED (
    SELECT id,
           topics,
           city,
           0.25 + 0.28 * power(1 - pg_temp.chance('appetite', id), -0.55) AS appetite
    FROM person
), author AS MATERIALIZED (
    SELECT id,
           topics,
           city,
           3.0 * power(reach + 2, -0.75) AS fame
    FROM person
)
SELECT reader.id,
       author.id,
       now() - interval '89 days' * pg_temp.chance('followed', reader.id * 2048 + author.id) - interval '1 hour'
FROM reader
JOIN author
  ON author.id <> reader.id
WHERE pg_temp.chance('follow', reader.id * 2048 + author.id) < 1.4 * author.fame * reader.appetite
  AND pg_temp.chance('follow', reader.id * 2048 + author.id)
      < least(0.97, author.fame * reader.appetite)
        * CASE WHEN reader.topics && author.topics THEN 1.0 ELSE 0.55 END
        * CASE WHEN reader.city = author.city THEN 1.4 ELSE 1.0 END;

-- A group: what it is about, and how much it draws people.
CREATE TEMP TABLE circle (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name  text,
    topic text,
    about text,
    pull  float8
);

INSERT INTO circle (name, topic, about, pull)
VALUES
    ('Good Morning', 'everyday', 'Small news from everywhere.', 0.16),
    ('Slow Readers', 'books', 'One book a month, no hurry, no spoilers.', 0.70),
    ('Bread & Patience', 'baking', 'Crumb shots, starters, and disasters.', 0.66),
    ('Night Sky', 'stars', 'What is up tonight, wherever you are.', 0.58),
    ('Side Projects', 'code', 'Show it before it is finished.', 0.60),
    ('Dinner Tonight', 'cooking', 'Pots, pans, and honest reviews.', 0.50),
    ('The Bird List', 'birds', 'Seen, heard, or firmly suspected.', 0.44),
    ('Window Gardens', 'gardening', 'Growing things where there is no room.', 0.38),
    ('One Stop Further', 'trains', 'By rail, for its own sake.', 0.34),
    ('Sunday Miles', 'running', 'Any pace. Chatting allowed.', 0.30),
    ('Long Way Round', 'cycling', 'Routes, repairs, and cake stops.', 0.30),
    ('Kitchen Music', 'music', 'Amateurs in the best sense.', 0.28),
    ('Grain', 'photography', 'Film, light, and empty chairs.', 0.24),
    ('Cold Water Club', 'swimming', 'Screaming is fine.', 0.22),
    ('Two Pots of Tea', 'tea', 'A meeting without an agenda.', 0.20),
    ('Table for Four', 'games', 'Dice, boards, and house rules.', 0.20),
    ('Yarn & Needles', 'knitting', 'Rescuing wool since last year.', 0.16),
    ('Word of the Day', 'languages', 'Words we miss in our own languages.', 0.16),
    ('Fifth Row', 'film', 'Slightly left of the middle.', 0.14),
    ('Wild Yeast', 'baking', 'For those who name their starters.', 0.08),
    ('Dark Mode', 'code', 'Night owls with small programs.', 0.08),
    ('Allotment 12', 'gardening', 'The plot behind the railway.', 0.05),
    ('Reading Aloud', 'books', 'Short stories, voices, and a kettle.', 0.05),
    ('Choir Practice', 'music', 'Tenors wanted, as ever.', 0.04);

INSERT INTO groups (id, name, about, created_at)
SELECT id,
       name,
       about,
       now() - interval '300 days' + id * interval '3 days'
FROM circle
ORDER BY id;

INSERT INTO memberships (group_id, user_id, status, joined_at)
SELECT circle.id,
       person.id,
       CASE WHEN pg_temp.chance('invited', person.id * 64 + circle.id) < 0.04 THEN 'invited' ELSE 'active' END,
       now() - interval '89 days' * pg_temp.chance('joined', person.id * 64 + circle.id)
FROM circle
JOIN person
  ON pg_temp.chance('member', person.id * 64 + circle.id)
     < circle.pull * CASE
           WHEN circle.topic = 'everyday' THEN 1.0
           WHEN circle.topic = person.topics[1] THEN 1.2
           WHEN circle.topic = ANY (person.topics) THEN 0.8
           ELSE 0.03
       END;

-- Some people do not get along. Who blocks also stops following.
INSERT INTO blocks (blocker_id, blocked_id, created_at)
SELECT follower_id,
       followee_id,
       created_at + interval '20 minutes'
FROM follows
WHERE pg_temp.chance('block', follower_id * 2048 + followee_id) < 0.006;

DELETE FROM follows
USING blocks
WHERE (follower_id, followee_id) = (blocker_id, blocked_id);

ANALYZE follows, groups, memberships, blocks;
