//! Quotes identifiers and literals for the statements of the tests.

/// An identifier, always in double quotes, so that any name can be used.
pub fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A string literal that reads the same whatever `standard_conforming_strings` says.
pub fn literal(value: &str) -> String {
    let doubled = value.replace('\'', "''");
    if doubled.contains('\\') {
        format!(" E'{}'", doubled.replace('\\', "\\\\"))
    } else {
        format!("'{doubled}'")
    }
}

/// A literal or NULL.
pub fn nullable(value: Option<&str>) -> String {
    value.map_or_else(|| "NULL".to_string(), literal)
}

/// A `text[]` literal.
pub fn text_array(values: &[&str]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| literal(value)).collect();
    format!("ARRAY[{}]::text[]", quoted.join(", "))
}
