-- A copy of the graph's posts, shifted in time. A recent one has an embedding: the centre of its topic and three pieces of noise of
-- its own, so that two posts of one topic have a cosine of about a half.
CREATE TABLE {tables}.posts (
    LIKE {network}.posts,
    embedding vector({dimensions})
) WITH (autovacuum_enabled = false);
INSERT INTO {tables}.posts (id, author_id, created_at, body, embedding)
SELECT p.id, p.author_id, p.created_at + s.by, p.body, c.v + one.v + two.v + three.v
FROM {tables}.shift AS s,
     {network}.posts AS p
LEFT JOIN {tables}.topics AS t
  ON t.post_id = p.id
LEFT JOIN {tables}.directions AS c
  ON c.n = t.topic
LEFT JOIN {tables}.directions AS one
  ON one.n = {topics} + floor({noises} * uniform(t.post_id, {salt} + 7))::bigint
LEFT JOIN {tables}.directions AS two
  ON two.n = {topics} + floor({noises} * uniform(t.post_id, {salt} + 8))::bigint
LEFT JOIN {tables}.directions AS three
  ON three.n = {topics} + floor({noises} * uniform(t.post_id, {salt} + 9))::bigint
ORDER BY p.id;
