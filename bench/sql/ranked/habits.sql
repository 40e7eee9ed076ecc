-- A reader cares for two topics and likes posts about these: some 15 of a topic by anybody, and those by whom they follow four times
-- as readily. They are marked as seen where the reader opened them, which is half of them.
INSERT INTO {tables}.likes (post_id, user_id, created_at)
SELECT o.post_id,
       t.viewer,
       o.created_at + uniform(o.post_id * 1048576 + t.viewer, {salt} + 10) * least(interval '12 hours', now() - o.created_at)
FROM (
         SELECT viewer, floor({topics} * uniform(viewer * 2 + nth, {salt} + 11))::bigint AS topic
         FROM {tables}.readers,
              generate_series(0, 1) AS nth
     ) AS t
JOIN (
         SELECT topic, count(*) AS n
         FROM {tables}.topics
         WHERE created_at > now() - interval '7 days'
         GROUP BY topic
     ) AS about
  ON about.topic = t.topic
JOIN {tables}.topics AS o
  ON o.topic = t.topic
LEFT JOIN {tables}.follows AS f
  ON f.follower_id = t.viewer
 AND f.followee_id = o.author_id
WHERE o.created_at > now() - interval '7 days'
  AND o.author_id <> t.viewer
  AND uniform(o.post_id * 1048576 + t.viewer, {salt} + 12) < CASE WHEN f.follower_id IS NULL THEN 15.0 ELSE 60.0 END / about.n
ON CONFLICT DO NOTHING;

CREATE TABLE {tables}.seen (
    viewer_id bigint NOT NULL,
    post_id bigint NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (viewer_id, post_id)
) WITH (autovacuum_enabled = false);
INSERT INTO {tables}.seen (viewer_id, post_id)
SELECT l.user_id, l.post_id
FROM {tables}.likes AS l
JOIN {tables}.readers AS r
  ON r.viewer = l.user_id
WHERE uniform(l.post_id * 1048576 + l.user_id, {salt} + 13) < 0.5;
ANALYZE {tables}.seen;
