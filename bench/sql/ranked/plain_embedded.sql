    JOIN {tables}.posts AS p
      ON p.id = c.post_id
