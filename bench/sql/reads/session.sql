-- Everything is in memory: to plain SQL a page at random costs no more than the next one.
SET random_page_cost = 1.1;
