SELECT pg_has_role(current_user, $1, 'USAGE')
