-- What suits plain SQL here. A search by the approximate index is as careful as pg_feed's: it goes on until it has found as many as
-- are wanted. And all is in memory: a page at random costs no more than the next one.
SET hnsw.iterative_scan = strict_order;
SET hnsw.ef_search = 512;
SET random_page_cost = 1.1;
