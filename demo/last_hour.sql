-- What came in for which posts since the last hour began, most of it first, with its counts.

WITH page AS (
    SELECT *
    FROM home.trending_posts('1 hour', page_size => 4, formula => 'window')
)
SELECT page.post_id,
       page.score AS value,
       sum(likes) AS likes,
       sum(replies) AS replies,
       sum(reposts) AS reposts,
       sum(bookmarks) AS bookmarks,
       sum(views) AS views
FROM page
JOIN home.engagement_hourly AS hourly USING (post_id)
WHERE hourly.post_id = ANY (ARRAY(SELECT post_id FROM page))
  AND hourly.hour >= date_trunc('hour', now() - interval '1 hour', 'UTC')
GROUP BY page.rank, page.post_id, page.score
ORDER BY page.rank;
