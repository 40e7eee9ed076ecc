SELECT viewer FROM visits ORDER BY viewer
