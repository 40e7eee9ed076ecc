-- The same for plain SQL.
CREATE TABLE {tables}.latest AS
SELECT viewer, post_id, created_at
FROM {ours}.latest;
ALTER TABLE {tables}.latest ADD PRIMARY KEY (viewer);
