-- A post arrives: somebody whom :viewer follows writes, and :viewer reads before and after maintenance.
-- Wants :viewer and the colours :bold, :dim, :plain.

-- One transaction, in which nobody else can maintain the feed: a worker would be quicker than the eye.
BEGIN;
SELECT home.warm(:viewer) AS warmed \gset
SELECT feed.maintain('home') AS applied \gset

INSERT INTO posts (author_id, body, created_at)
SELECT followee_id,
       'Just now: is anybody reading this?',
       now()
FROM follows
WHERE follower_id = :viewer
  AND followee_id NOT IN (SELECT id FROM users WHERE suspended)
  AND followee_id NOT IN (SELECT blocked_id FROM blocks WHERE blocker_id = :viewer)
  AND followee_id NOT IN (SELECT blocker_id FROM blocks WHERE blocked_id = :viewer)
ORDER BY followee_id
LIMIT 1
RETURNING id AS post, author_id AS author \gset

SELECT format('  person %s, whom person %s follows, writes post %s', :author, :viewer, :post);

SELECT format(
           '  %-22s %s pending, copied into %s windows; newest in the timeline: %s',
           'before maintenance:',
           (SELECT pending FROM feed.status WHERE feed = 'home'),
           (SELECT count(*) FROM home_data.entry WHERE post_id = :post),
           (SELECT post_id FROM home.timeline_for(:viewer, 1))
       );

SELECT feed.maintain('home') AS applied \gset

SELECT format(
           '  %-22s %s pending, copied into %s windows; newest in the timeline: %s',
           'after maintenance:',
           (SELECT pending FROM feed.status WHERE feed = 'home'),
           (SELECT count(*) FROM home_data.entry WHERE post_id = :post),
           (SELECT post_id FROM home.timeline_for(:viewer, 1))
       );
COMMIT;
