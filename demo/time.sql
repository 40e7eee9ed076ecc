-- Runs :read again and again, :runs times, and prints the time of each as psql measures it: from
-- sending the statement to having all its rows. It may execute what is prepared here.

\o /dev/null
PREPARE page (bigint, int, text) AS
    SELECT *
    FROM home.timeline_for($1, page_size => $2, after => $3);

PREPARE one_user (bigint) AS
    SELECT *
    FROM users
    WHERE id = $1;

\timing on
SELECT :'read'
FROM generate_series(1, :runs)
\gexec
