-- Counts what there is, in three lines.

SELECT format(
           '  %s people who follow each other %s times · %s groups · %s blocks',
           to_char((SELECT count(*) FROM users), 'FM999,999'),
           to_char((SELECT count(*) FROM follows), 'FM999,999'),
           (SELECT count(*) FROM groups),
           (SELECT count(*) FROM blocks)
       );

SELECT format(
           '  %s posts and %s replies in 90 days · %s drafts · %s scheduled, which appear when their time comes',
           to_char(count(*) FILTER (WHERE is_out AND reply_to_id IS NULL), 'FM999,999'),
           to_char(count(*) FILTER (WHERE is_out AND reply_to_id IS NOT NULL), 'FM999,999'),
           count(*) FILTER (WHERE status = 'draft'),
           to_char(count(*) FILTER (WHERE status = 'published' AND NOT is_out), 'FM999,999')
       )
FROM (
    SELECT posts.*,
           status = 'published' AND created_at <= now() AS is_out
    FROM posts
) AS post;

SELECT format(
           '  %s views · %s likes · %s reposts · %s bookmarks',
           to_char((SELECT count(*) FROM views), 'FM999,999'),
           to_char((SELECT count(*) FROM likes), 'FM999,999'),
           to_char((SELECT count(*) FROM reposts), 'FM999,999'),
           to_char((SELECT count(*) FROM bookmarks), 'FM999,999')
       );
