-- How many of the {recent} newest posts have other numbers in the counters of plain SQL than in post_stats.
SELECT count(*)
FROM {plain}.posts AS p
LEFT JOIN {feed}.post_stats AS s
  ON s.post_id = p.id
WHERE p.id > (SELECT max(id) FROM {plain}.posts) - {recent}
  AND (p.likes_count, p.comments_count) IS DISTINCT FROM (s.likes, s.comments)
