        UNION
        SELECT post_id FROM nearest
