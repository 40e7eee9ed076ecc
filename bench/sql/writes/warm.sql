-- Those whose windows are kept.
CREATE TABLE {tables}.warm AS
SELECT w.viewer AS viewer_id
FROM {data}.viewer_window AS w;
ALTER TABLE {tables}.warm ADD PRIMARY KEY (viewer_id);
ANALYZE {tables}.warm;
