-- A feed has posts; here there are none, so that nothing else is kept.
CREATE TABLE IF NOT EXISTS no_posts (LIKE posts INCLUDING INDEXES)
