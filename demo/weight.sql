-- Makes a repost worth a tenth of what it was, shows what is trending then, and takes that back.
-- Wants :page_size and the colours :bold, :dim, :plain.

BEGIN;
CREATE TEMP TABLE before ON COMMIT DROP AS
SELECT row_number() OVER () AS rank,
       post_id,
       value
FROM home.trending;

SELECT :'dim'
       || E'  SELECT feed.configure(''home'', ''{"weight.reposts": 2}'');\n'
       || format(E'  SELECT * FROM home.trending LIMIT %s;\n', :page_size)
       || :'plain';

SELECT feed.configure('home', '{"weight.reposts": 2}') AS configured \gset

WITH after AS (
    SELECT row_number() OVER () AS rank,
           page.*
    FROM (SELECT * FROM home.trending LIMIT :page_size) AS page
)
SELECT rtrim(
           rpad(after.rank::text, 4)
           || :'bold' || rpad(left(users.display_name, 20), 22) || :'plain'
           || rpad(format('%s likes, %s reposts', after.likes, after.reposts), 28)
           || rpad(format('value %s → %s', round(before.value::numeric, 1), round(after.value::numeric, 1)), 28)
           || CASE WHEN before.rank = after.rank THEN '' ELSE format('was number %s', before.rank) END
       )
FROM after
JOIN before USING (post_id)
JOIN users ON users.id = after.author_id
ORDER BY after.rank;

-- As a user would by '{"weight.reposts": null}'.
ROLLBACK;
