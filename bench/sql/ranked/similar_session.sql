-- Plain SQL searches with the care that pg_feed takes for ten posts; and all is in memory: a page at random costs no more than the next one.
SET hnsw.iterative_scan = relaxed_order;
SET hnsw.ef_search = 100;
SET random_page_cost = 1.1;
