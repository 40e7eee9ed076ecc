-- One page of a walk: $2 is the cursor behind the page before, NULL at first.
SELECT post_id, cursor
FROM timeline_for($1, 20, $2)
