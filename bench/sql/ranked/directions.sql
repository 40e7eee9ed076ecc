-- The centres of the topics, numbered from 0, and behind them {noises} pieces of noise. Every number of a vector is a hash, close to
-- normally distributed (three uniform ones added up); a centre is about 1 long, and so are three pieces of noise together.
CREATE TABLE {tables}.directions AS
SELECT n,
       array_agg(
           CASE WHEN n < {topics} THEN 1 ELSE 0.577 END
               * (uniform(n * {dimensions} + d, {salt} + 4) + uniform(n * {dimensions} + d, {salt} + 5) + uniform(n * {dimensions} + d, {salt} + 6) - 1.5)
               * 2 / sqrt({dimensions}::float8)
           ORDER BY d
       )::real[]::vector({dimensions}) AS v
FROM generate_series(0, {topics} + {noises} - 1::bigint) AS n,
     generate_series(0, {dimensions} - 1::bigint) AS d
GROUP BY n;
ALTER TABLE {tables}.directions ADD PRIMARY KEY (n);
ANALYZE {tables}.directions;
