-- What keeps a view fresh while it is read.
REFRESH MATERIALIZED VIEW CONCURRENTLY {tables}.{view}
