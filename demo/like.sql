-- A like arrives: somebody likes :post, and its counts are read before, after, and after maintenance.
-- Wants :post, :person and the colours :dim, :plain.

-- One transaction, in which nobody else can maintain the feed: a worker would be quicker than the eye.
BEGIN;
SELECT feed.maintain('home') AS applied \gset

PREPARE counts (text) AS
    SELECT format(
               '  %-22s %s likes, engagement %s, value %s; %s pending',
               $1,
               likes,
               engagement,
               round(feed.decayed_value(hot, now())::numeric, 3),
               (SELECT pending FROM feed.status WHERE feed = 'home')
           )
    FROM home.post_stats
    WHERE post_id = :post;

SELECT :'dim'
       || format(E'  INSERT INTO likes (post_id, user_id) VALUES (%s, %s);\n', :post, :person)
       || E'  SELECT likes, engagement, feed.decayed_value(hot, now()) AS value\n'
       || E'  FROM home.post_stats\n'
       || format(E'  WHERE post_id = %s;\n', :post)
       || :'plain';

EXECUTE counts ('before:');
INSERT INTO likes (post_id, user_id) VALUES (:post, :person);
EXECUTE counts ('after:');
SELECT feed.maintain('home') AS applied \gset
EXECUTE counts ('after maintenance:');
COMMIT;
