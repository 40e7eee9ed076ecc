-- The viewers that are drawn from: {readers} accounts, from the middle of the order of fame on.
CREATE TABLE {tables}.readers AS
SELECT account({users} / 2 + n, {users}) AS viewer
FROM generate_series(0, {readers} - 1::bigint) AS n;
ALTER TABLE {tables}.readers ADD PRIMARY KEY (viewer);
ANALYZE {tables}.readers;
