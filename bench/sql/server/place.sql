-- By which port this server is reached, and when it began: two servers never began at the same microsecond.
SELECT current_setting('port')::integer AS port,
       pg_postmaster_start_time() AS started
