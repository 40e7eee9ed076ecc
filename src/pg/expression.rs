//! One SQL expression over the rows of a table: parsed so that no statement can follow, checked, and deparsed.

use std::ffi::{CStr, CString, c_char, c_int};

use pgrx::PgTryBuilder;
use pgrx::pg_sys::{self, Oid};

use super::{catalog, identity, literals};
use crate::error::{Failure, Outcome};

/// A column as an expression names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub attribute: i16,
    pub name: String,
}

/// By which names an expression calls the columns of its table.
#[derive(Clone, Copy)]
enum Names<'n> {
    /// Those they have now, bare.
    Present,
    /// Those that some had when the expression was stored, bare.
    Former(&'n [Mention]),
    /// Those they have now, behind an alias of the table.
    Behind(&'n str),
}

/// A checked expression; lives as long as the memory context it was parsed in.
pub struct Expression {
    node: *mut pg_sys::Node,
    relation: Oid,
}

impl Expression {
    /// Parses a boolean expression over the table's columns, by their current names.
    pub fn condition(relation: Oid, text: &str) -> Outcome<Expression> {
        Self::parse_condition(relation, text, Names::Present)
    }

    /// Parses a condition that was deparsed, over the table that now has its columns.
    pub fn deparsed_condition(relation: Oid, text: &str) -> Outcome<Expression> {
        identity::with_pinned_path(|| {
            literals::read_plainly(|| Self::parse_condition(relation, text, Names::Present))
        })
    }

    /// Parses a stored condition, by the names its columns had when it was stored.
    pub fn stored_condition(
        relation: Oid,
        text: &str,
        mentions: &[Mention],
    ) -> Outcome<Expression> {
        identity::with_pinned_path(|| {
            literals::read_plainly(|| {
                Self::parse_condition(relation, text, Names::Former(mentions))
            })
        })
    }

    /// Parses a condition that was deparsed with an alias.
    pub fn over_row(relation: Oid, alias: &str, text: &str) -> Outcome<Expression> {
        identity::with_pinned_path(|| {
            literals::read_plainly(|| Self::parse_condition(relation, text, Names::Behind(alias)))
        })
    }

    pub(super) fn node(&self) -> *mut pg_sys::Node {
        self.node
    }

    fn parse_condition(relation: Oid, text: &str, names: Names) -> Outcome<Expression> {
        let raw = parse_one_expression(text)?;
        // SAFETY: parse analysis on a fresh parse state; the relation stays open for its length.
        let node = unsafe {
            let state = pg_sys::make_parsestate(std::ptr::null_mut());
            let table = pg_sys::relation_open(relation, pg_sys::AccessShareLock as c_int);
            let alias = match names {
                Names::Present => std::ptr::null_mut(),
                Names::Former(mentions) => aliased_columns(table, mentions)?,
                Names::Behind(alias) => {
                    let alias = CString::new(alias)
                        .map_err(|_| Failure::internal("an alias with a zero byte"))?;
                    pg_sys::makeAlias(alias.as_ptr(), std::ptr::null_mut())
                }
            };
            let item = pg_sys::addRangeTableEntryForRelation(
                state,
                table,
                pg_sys::AccessShareLock as c_int,
                alias,
                true,
                true,
            );
            pg_sys::addNSItemToQuery(state, item, false, true, true);
            let node = pg_sys::transformExpr(state, raw, pg_sys::ParseExprKind::EXPR_KIND_WHERE);
            let node = pg_sys::coerce_to_boolean(state, node, c"condition".as_ptr());
            pg_sys::assign_expr_collations(state, node);
            pg_sys::relation_close(table, pg_sys::NoLock as c_int);
            refuse_subqueries((*state).p_hasSubLinks, text)?;
            node
        };
        let expression = Expression { node, relation };
        expression.refuse_volatile(text)?;
        Ok(expression)
    }

    /// Parses an expression over no table, such as `auth.uid()`, coerced to a type; returns it deparsed.
    pub fn value(text: &str, kind: Oid) -> Outcome<String> {
        let raw = parse_one_expression(text)?;
        // SAFETY: parse analysis on a fresh parse state without relations.
        let node = unsafe {
            let state = pg_sys::make_parsestate(std::ptr::null_mut());
            let node = pg_sys::transformExpr(state, raw, pg_sys::ParseExprKind::EXPR_KIND_WHERE);
            let source = pg_sys::exprType(node);
            let node = pg_sys::coerce_to_target_type(
                state,
                node,
                source,
                kind,
                -1,
                pg_sys::CoercionContext::COERCION_ASSIGNMENT,
                pg_sys::CoercionForm::COERCE_IMPLICIT_CAST,
                -1,
            );
            refuse_subqueries((*state).p_hasSubLinks, text)?;
            if node.is_null() {
                return Err(Failure::wrong_type(format!(
                    "expression \"{}\" is of type {} where {} is required",
                    excerpt(text),
                    type_name(source),
                    type_name(kind)
                )));
            }
            pg_sys::assign_expr_collations(state, node);
            node
        };
        let expression = Expression {
            node,
            relation: Oid::INVALID,
        };
        expression.deparse(None)
    }

    /// The expression as SQL with names that no search_path can bend. With an alias every column is
    /// prefixed by it; without, columns stand bare.
    pub fn deparse(&self, alias: Option<&str>) -> Outcome<String> {
        let name = CString::new(alias.unwrap_or("row"))
            .map_err(|_| Failure::internal("an alias with a zero byte"))?;
        let deparsed = || {
            // SAFETY: the node came out of parse analysis over this relation.
            unsafe {
                let context = match self.relation {
                    Oid::INVALID => std::ptr::null_mut(),
                    relation => pg_sys::deparse_context_for(name.as_ptr(), relation),
                };
                let text = pg_sys::deparse_expression(self.node, context, alias.is_some(), false);
                CStr::from_ptr(text).to_string_lossy().into_owned()
            }
        };
        Ok(identity::with_pinned_path(|| {
            literals::write_plainly(deparsed)
        }))
    }

    /// The columns it mentions, by their current names.
    pub fn mentions(&self) -> Outcome<Vec<Mention>> {
        let mut mentions = Vec::new();
        // SAFETY: the set is built by the server and walked by its own iterator.
        unsafe {
            let mut set: *mut pg_sys::Bitmapset = std::ptr::null_mut();
            pg_sys::pull_varattnos(self.node, 1, &mut set);
            let mut member = -1;
            loop {
                member = pg_sys::bms_next_member(set, member);
                if member < 0 {
                    break;
                }
                let attribute = (member + pg_sys::FirstLowInvalidHeapAttributeNumber) as i16;
                if attribute < 0 {
                    return Err(Failure::unsupported(
                        "a condition cannot refer to a system column",
                    ));
                }
                if attribute == 0 {
                    return Err(
                        Failure::unsupported("a condition cannot refer to the whole row").hint(
                            "Name the columns: a row has no name that could follow the table's.",
                        ),
                    );
                }
                if let Some(name) = catalog::attribute_name(self.relation, attribute) {
                    mentions.push(Mention { attribute, name });
                }
            }
        }
        Ok(mentions)
    }

    /// Whether its value for a row stays the same as long as the row does: no clock, no setting, no other table.
    pub fn is_lasting(&self) -> bool {
        // SAFETY: walks the node.
        !unsafe { pg_sys::contain_mutable_functions(self.node) }
    }

    fn refuse_volatile(&self, text: &str) -> Outcome<()> {
        // SAFETY: walks the node.
        if unsafe { pg_sys::contain_volatile_functions(self.node) } {
            return Err(Failure::invalid_definition(format!(
                "condition \"{}\" contains a volatile function",
                excerpt(text)
            ))
            .hint("Mark the function STABLE or IMMUTABLE if its result allows it."));
        }
        Ok(())
    }
}

/// The beginning of an expression, for a message.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

fn refuse_subqueries(found: bool, text: &str) -> Outcome<()> {
    if found {
        return Err(Failure::unsupported(format!(
            "expression \"{}\" contains a subquery",
            excerpt(text)
        ))
        .hint("Put the subquery into a function marked STABLE."));
    }
    Ok(())
}

/// Parses text that must be one expression and nothing else: no second statement, no clause behind it.
fn parse_one_expression(text: &str) -> Outcome<*mut pg_sys::Node> {
    let wrong = || {
        Failure::syntax(format!("\"{}\" is not one SQL expression", excerpt(text)))
            .hint("Give one expression over the columns of a row, such as status = 'published'.")
    };
    let written = CString::new(text).map_err(|_| wrong())?;
    let pointer = written.as_ptr();
    let list = PgTryBuilder::new(|| {
        // SAFETY: the parser copies what it keeps of the text.
        Ok(unsafe { pg_sys::raw_parser(pointer, pg_sys::RawParseMode::RAW_PARSE_PLPGSQL_EXPR) })
    })
    .catch_when(pgrx::PgSqlErrorCode::ERRCODE_SYNTAX_ERROR, |_| Err(wrong()))
    .execute()?;
    // SAFETY: the parser returns RawStmt nodes; each pointer is read as the node its tag says.
    unsafe {
        if list.is_null() || (*list).length != 1 {
            return Err(wrong());
        }
        let statement = (*(catalog::nth(list, 0) as *mut pg_sys::RawStmt)).stmt;
        if (*statement).type_ != pg_sys::NodeTag::T_SelectStmt {
            return Err(wrong());
        }
        let select = &*(statement as *mut pg_sys::SelectStmt);
        let clauses = [
            select.distinctClause,
            select.fromClause,
            select.groupClause,
            select.windowClause,
            select.valuesLists,
            select.sortClause,
            select.lockingClause,
        ];
        let alone = clauses.iter().all(|clause| clause.is_null())
            && select.intoClause.is_null()
            && select.whereClause.is_null()
            && select.havingClause.is_null()
            && select.limitOffset.is_null()
            && select.limitCount.is_null()
            && select.withClause.is_null()
            && select.op == pg_sys::SetOperation::SETOP_NONE
            && !select.targetList.is_null()
            && (*select.targetList).length == 1;
        if !alone {
            return Err(wrong());
        }
        let target = &*(catalog::nth(select.targetList, 0) as *mut pg_sys::ResTarget);
        if !target.name.is_null() || !target.indirection.is_null() || is_star(target.val) {
            return Err(wrong());
        }
        Ok(target.val)
    }
}

/// A bare `*` is a column reference to the parser, but not an expression.
///
/// # Safety
/// `node` is a node of a raw parse tree.
unsafe fn is_star(node: *mut pg_sys::Node) -> bool {
    // SAFETY: a ColumnRef has at least one field.
    unsafe {
        if (*node).type_ != pg_sys::NodeTag::T_ColumnRef {
            return false;
        }
        let fields = (*(node as *mut pg_sys::ColumnRef)).fields;
        let last = catalog::nth(fields, (*fields).length - 1) as *mut pg_sys::Node;
        (*last).type_ == pg_sys::NodeTag::T_A_Star
    }
}

/// An alias under which the mentioned columns have their former names, and all others none that could clash.
///
/// # Safety
/// `table` is an open relation.
unsafe fn aliased_columns(
    table: pg_sys::Relation,
    mentions: &[Mention],
) -> Outcome<*mut pg_sys::Alias> {
    // SAFETY: the descriptor has natts attributes; makeString and lappend copy pointers to palloc'd text.
    unsafe {
        let descriptor = (*table).rd_att;
        let mut names: *mut pg_sys::List = std::ptr::null_mut();
        for number in 1..=(*descriptor).natts as i16 {
            let Some(_current) = catalog::attribute_name((*table).rd_id, number) else {
                continue;
            };
            let name = mentions
                .iter()
                .find(|mention| mention.attribute == number)
                .map_or_else(|| format!("not mentioned {number}"), |m| m.name.clone());
            let name = CString::new(name)
                .map_err(|_| Failure::internal("a column name with a zero byte"))?;
            let copy = pg_sys::pstrdup(name.as_ptr());
            names = pg_sys::lappend(names, pg_sys::makeString(copy) as *mut std::ffi::c_void);
        }
        Ok(pg_sys::makeAlias(c"row".as_ptr() as *const c_char, names))
    }
}

/// The name of a type as error messages give it.
pub fn type_name(kind: Oid) -> String {
    // SAFETY: format_type_be writes "???" for a type that is no more.
    unsafe { CStr::from_ptr(pg_sys::format_type_be(kind)) }
        .to_string_lossy()
        .into_owned()
}
