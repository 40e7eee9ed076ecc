SELECT feed.add_groups('{feed}', '{tables}.memberships')
