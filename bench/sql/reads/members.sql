-- Those of them who are in a group.
SELECT viewer FROM visits WHERE group_id IS NOT NULL ORDER BY viewer
