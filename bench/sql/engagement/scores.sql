-- Every post of the view and its score.
SELECT id, score
FROM {tables}.fresh
ORDER BY score DESC, id DESC
