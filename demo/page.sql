-- Prints one page of a timeline as a table 109 columns wide: two or three lines to a post.
-- Wants :viewer, :page_size, :after, :title, and the colours :bold, :dim, :plain.

SELECT E'\n' || :'bold' || rpad(:'title', 36) || :'plain' || :'dim'
       || format(
              'home.timeline_for(%s, page_size => %s%s)',
              :viewer,
              :page_size,
              CASE WHEN :'after' <> '' THEN format(', after => ''%s…''', left(:'after', 12)) END
          )
       || :'plain';

SELECT :'dim' || rpad('WHEN', 13) || rpad('WHO', 23) || rpad('WHAT', 54) || 'WHY' || :'plain'
UNION ALL
SELECT :'dim'
       || concat_ws('  ', repeat('─', 11), repeat('─', 21), repeat('─', 52), repeat('─', 18))
       || :'plain';

WITH post AS (
    SELECT page.rank,
           now() - page.created_at AS age,
           users.display_name,
           users.handle,
           groups.name AS group_name,
           page.reasons,
           string_to_array(
               regexp_replace(
                   coalesce('↳ @' || answered.handle || ' ', '') || posts.body || ' ',
                   '(.{1,52})\s+',
                   E'\\1\n',
                   'g'
               ),
               E'\n'
           ) AS lines
    FROM home.timeline_for(:viewer, page_size => :page_size, after => nullif(:'after', '')) AS page
    JOIN posts ON posts.id = page.post_id
    JOIN users ON users.id = page.author_id
    LEFT JOIN groups ON groups.id = posts.group_id
    LEFT JOIN posts AS parent ON parent.id = posts.reply_to_id
    LEFT JOIN users AS answered ON answered.id = parent.author_id
), entry AS (
    SELECT rank,
           CASE
               WHEN age < interval '1 minute' THEN 'just now'
               WHEN age < interval '1 hour' THEN extract(minute FROM age) || ' min ago'
               WHEN age < interval '1 day' THEN extract(hour FROM age) || ' h ago'
               WHEN age < interval '2 days' THEN 'yesterday'
               ELSE extract(day FROM age) || ' days ago'
           END AS age,
           display_name,
           '@' || handle AS handle,
           array_to_string(reasons, ' + ') AS why,
           group_name,
           CASE
               WHEN lines[4] <> '' THEN lines[1:2] || (left(lines[3], 51) || '…')
               ELSE array_remove(lines, '')
           END AS lines
    FROM post
)
SELECT rtrim(
           rpad(CASE n WHEN 1 THEN age ELSE '' END, 13)
           || CASE n
                  WHEN 1 THEN :'bold' || rpad(left(display_name, 21), 23) || :'plain'
                  WHEN 2 THEN :'dim' || rpad(left(handle, 21), 23) || :'plain'
                  ELSE repeat(' ', 23)
              END
           || rpad(coalesce(lines[n], ''), 54)
           || CASE n
                  WHEN 1 THEN why
                  WHEN 2 THEN coalesce(:'dim' || 'in ' || group_name || :'plain', '')
                  ELSE ''
              END
       )
FROM entry
CROSS JOIN LATERAL generate_series(1, greatest(2, cardinality(lines))) AS n
ORDER BY rank,
         n;
