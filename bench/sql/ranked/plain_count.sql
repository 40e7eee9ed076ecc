SELECT count(*) AS candidates
FROM candidate
