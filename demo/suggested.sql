-- Prints whom to follow. Wants :viewer and the colours :bold, :dim, :plain.

SELECT :'dim' || format(E'  SELECT * FROM home.suggest_for(%s, 5);\n', :viewer) || :'plain';

SELECT '  ' || suggested.rank || '   ' || :'bold' || rpad(users.display_name, 22) || :'plain'
       || CASE suggested.source
           WHEN 'mutual' THEN format(
               'followed by %s%s',
               (
                   SELECT string_agg(by.display_name, ', ' ORDER BY by.id)
                   FROM users AS by
                   WHERE by.id = ANY (suggested.mutuals)
               ),
               CASE WHEN suggested.mutual_count > 3 THEN format(' and %s others', suggested.mutual_count - 3) ELSE '' END
           )
           ELSE suggested.source
       END
FROM home.suggest_for(:viewer, 5) AS suggested
JOIN users ON users.id = suggested.user_id
ORDER BY suggested.rank;
