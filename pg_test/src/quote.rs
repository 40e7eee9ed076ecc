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

/// An array of any type, as a literal.
pub fn array(values: &[&str]) -> String {
    let quoted: Vec<String> = values
        .iter()
        .map(|value| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")))
        .collect();
    literal(&format!("{{{}}}", quoted.join(",")))
}

/// Fills the `{name}` places of a template that is kept in a file; lines of comments are left out, and every place must
/// have a value.
pub fn fill(template: &str, values: &[(&str, String)]) -> String {
    let template: String = template
        .split_inclusive('\n')
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect();
    let mut sql = String::new();
    let mut rest = template.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (place, behind) = after.split_once('}').expect("braces come in pairs");
        let value = values.iter().find(|(name, _)| *name == place);
        let (_, value) = value.unwrap_or_else(|| panic!("no value for {{{place}}}"));
        sql.push_str(before);
        sql.push_str(value);
        rest = behind;
    }
    sql + rest
}
