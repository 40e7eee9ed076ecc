-- The factors of every candidate, and its score before and after posts of one author are spread.
known AS (
  SELECT post_key, count(DISTINCT actor_key) AS n
  FROM act
  WHERE nth <= 200 AND actor_key IN (TABLE followee)
  GROUP BY post_key),
seen_and_liked AS (
  SELECT post_key,
         coalesce(sum(n) FILTER (WHERE place = ANY ({impressions})), 0)::float8 AS seen,
         coalesce(sum(n) FILTER (WHERE place <> ALL ({impressions})), 0)::float8 AS liked
  FROM slot
  GROUP BY post_key),
share AS (
  SELECT post_key, seen, least(liked, seen) / seen AS share
  FROM seen_and_liked
  WHERE seen > 0 AND seen >= {quality_min}),
measured AS (
  SELECT s.*, trending, alike,
         coalesce({value}, 0) AS worth,
         coalesce(a, 0) AS affinity,
         coalesce(known.n, 0)::float8 AS friends,
         -extract(epoch FROM {as_of} - s.created_at)::float8 / {recency_half_life} AS half_lives,
         -- Wilson's interval at 95 per cent, its lower end.
         coalesce(
           (share + z2 / (2 * seen) - sqrt(z2 * (share * (1 - share) / seen + z2 / (4 * seen * seen)))) / (1 + z2 / seen),
           0) AS wilson,
         coalesce(greatest(cosine, 0), 0) AS likeness
  FROM candidate
  JOIN shown AS s USING (post_key)
  LEFT JOIN heat USING (post_key)
  LEFT JOIN affinity USING (author_key)
  LEFT JOIN known USING (post_key)
  LEFT JOIN share USING (post_key)
  LEFT JOIN likeness USING (post_key)
  CROSS JOIN (SELECT 1.959963984540054::float8 ^ 2 AS z2) AS normal),
factor AS (
  SELECT *,
         worth / (worth + {engagement_half}) AS engagement,
         affinity / (affinity + {relevance_half}) AS relevance,
         greatest(wilson, 0) AS quality,
         {recency} AS recency,
         friends / (friends + {social_half}) AS social_proof,
         in_group::int::float8 AS context,
         likeness AS semantic,
         CASE WHEN cardinality(reasons) > 0 THEN 1 ELSE {out_of_network} END AS source,
         CASE WHEN post_key IN (TABLE marked_seen) THEN {seen} ELSE 1 END AS seen
  FROM measured),
weighed AS (
  SELECT *,
         ({engagement} * engagement + {relevance} * relevance + {quality} * quality + {recency_weight} * recency
          + {social_proof} * social_proof + {context} * context + {semantic} * semantic) * source * seen AS before
  FROM factor),
spread AS (
  SELECT *,
         CASE WHEN author_key IS NULL THEN 0
              ELSE row_number() OVER (PARTITION BY author_key ORDER BY before DESC, created_at DESC, post_id DESC) - 1
         END AS k
  FROM weighed),
scored AS (
  SELECT *, (1 - {floor}) * power({decay}, k) + {floor} AS diversity
  FROM spread),
-- Behind the candidates stands the rest of the timeline.
feed AS (
  SELECT post_id, author_id, created_at, before * diversity AS score,
         reasons
           || CASE WHEN trending THEN ARRAY['trending'] ELSE ARRAY[]::text[] END
           || CASE WHEN alike THEN ARRAY['similar'] ELSE ARRAY[]::text[] END AS reasons,
         before, engagement, relevance, quality, recency, social_proof, context, semantic, source, seen, diversity
  FROM scored
  UNION ALL
  SELECT post_id, author_id, created_at, NULL, reasons,
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM shown
  WHERE to_viewer AND cardinality(reasons) > 0 AND post_key NOT IN (SELECT post_key FROM candidate))
SELECT post_id::text, author_id::text, created_at::text, score::text, reasons::text,
       before::text, doubt::text, (row_number() OVER (ORDER BY feed.created_at DESC, feed.post_id DESC))::text AS place,
       engagement::text, relevance::text, quality::text, recency::text, social_proof::text, context::text, semantic::text,
       source::text, seen::text, diversity::text
FROM feed, doubt
ORDER BY feed.score DESC NULLS LAST, feed.created_at DESC, feed.post_id DESC
