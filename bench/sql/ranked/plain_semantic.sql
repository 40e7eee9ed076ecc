coalesce(greatest(0, 1 - (p.embedding <=> (SELECT v FROM interest))), 0)
