SELECT feed.add_exclusion('{feed}', '{tables}.blocks', both_ways => true)
