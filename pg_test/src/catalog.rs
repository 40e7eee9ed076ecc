//! A picture of everything in a database that a refused or rolled back call must leave as it was.

use crate::quote::ident;
use crate::session::Session;

/// Every object with what tells its state, and every row of the extension's own tables.
pub fn picture(session: &mut Session) -> Vec<String> {
    let mut lines = session.column(
        "SELECT line
         FROM (SELECT 'schema ' || nspname || coalesce(nspacl::text, '') || nspowner::regrole AS line
               FROM pg_namespace
               WHERE nspname !~ '^pg_(toast_)?temp'
               UNION ALL
               SELECT 'relation ' || n.nspname || '.' || relname || relkind::text || coalesce(relacl::text, '')
                      || relrowsecurity || relfilenode
               FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
               WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
               UNION ALL
               SELECT 'column ' || attrelid::regclass || attnum || attname || atttypid
               FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
               WHERE attnum > 0 AND attrelid >= 16384 AND relkind IN ('r', 'p', 'v')
               UNION ALL
               SELECT 'function ' || oid::regprocedure || md5(prosrc) || coalesce(proacl::text, '')
               FROM pg_proc
               WHERE oid >= 16384 AND pronamespace <> 'pg_toast'::regnamespace
               UNION ALL
               SELECT 'trigger ' || tgrelid::regclass || tgname || tgenabled::text FROM pg_trigger
               UNION ALL
               SELECT 'dependency ' || classid::regclass || ' ' || objid || ' ' || refclassid::regclass || ' ' || refobjid
               FROM pg_depend
               WHERE objid >= 16384 AND refobjid >= 16384) AS object
         ORDER BY line",
    );
    let tables = session.rows(
        "SELECT n.nspname, c.relname
         FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
         WHERE nspname = 'feed' AND relkind IN ('r', 'p')
         ORDER BY 1, 2",
    );
    for table in tables {
        let (schema, name) = (table[0].clone().unwrap(), table[1].clone().unwrap());
        let rows = session.column(&format!(
            "SELECT t::text FROM {}.{} AS t ORDER BY 1",
            ident(&schema),
            ident(&name)
        ));
        lines.extend(
            rows.into_iter()
                .map(|row| format!("{schema}.{name}: {row}")),
        );
    }
    lines
}

/// Ends the test where two pictures differ, with the lines that do.
pub fn assert_same(before: &[String], after: &[String], what: &str) {
    let gone: Vec<&String> = before.iter().filter(|line| !after.contains(line)).collect();
    let new: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "{what} changed something\n  gone: {gone:#?}\n  new: {new:#?}"
    );
}
