-- What the posts of the last {embedded_days} days are about: one of {topics} topics. Four posts of five are about one of their author's three.
CREATE TABLE {tables}.topics AS
SELECT p.id AS post_id,
       p.author_id,
       p.created_at + s.by AS created_at,
       floor({topics} * CASE
           WHEN uniform(p.id, {salt}) < 0.8
               THEN uniform(p.author_id * 3 + floor(3 * uniform(p.id, {salt} + 1))::bigint, {salt} + 2)
           ELSE uniform(p.id, {salt} + 3)
       END)::bigint AS topic
FROM {network}.posts AS p,
     {tables}.shift AS s
WHERE p.created_at + s.by > now() - interval '{embedded_days} days';
ALTER TABLE {tables}.topics ADD PRIMARY KEY (post_id);
CREATE INDEX ON {tables}.topics (topic);
ANALYZE {tables}.topics;
