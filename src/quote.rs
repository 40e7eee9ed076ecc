//! The one place where names and texts become SQL, and where templates of SQL are filled in.

use crate::error::{Failure, Outcome};

/// An identifier, always quoted: `"name"`.
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A string literal, safe under either setting of standard_conforming_strings.
pub fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') {
        format!("E'{}'", quoted.replace('\\', "\\\\"))
    } else {
        format!("'{quoted}'")
    }
}

/// Fills the `{name}` places of a template with SQL made by this module or by PostgreSQL's own deparser.
///
/// A place is a lower-case word in braces. A place without value is an error: half a statement must not run.
/// Comment lines of the template are left out: a name with a line break in it would end the comment and go on as SQL.
pub fn fill(template: &str, values: &[(&str, &str)]) -> Outcome<String> {
    let mut sql = String::with_capacity(template.len() * 2);
    let template: String = template
        .split_inclusive('\n')
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect();
    let mut rest = template.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        sql.push_str(before);
        let (place, behind) = after
            .split_once('}')
            .ok_or_else(|| Failure::internal("a template with an open brace"))?;
        let (_, value) = values
            .iter()
            .find(|(name, _)| *name == place)
            .ok_or_else(|| Failure::internal(format!("a template with no value for {place}")))?;
        sql.push_str(value);
        rest = behind;
    }
    sql.push_str(rest);
    Ok(sql)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn quotes_inside_are_doubled() {
        assert_eq!(identifier("a\"b"), "\"a\"\"b\"");
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("a\\b'"), "E'a\\\\b'''");
    }

    #[test]
    fn values_are_not_searched_for_places() {
        let sql = fill("SELECT {a}, {b}", &[("a", "'{b}'"), ("b", "1")]).unwrap();
        assert_eq!(sql, "SELECT '{b}', 1");
    }

    #[test]
    fn a_place_in_a_comment_is_not_filled() {
        let sql = fill("-- about {a}\nSELECT {a}\n", &[("a", "\n1")]).unwrap();
        assert_eq!(sql, "SELECT \n1\n");
    }

    #[test]
    fn a_place_without_value_is_an_error() {
        assert!(fill("SELECT {a}", &[]).is_err());
    }
}
