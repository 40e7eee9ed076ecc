//! Tells a function behind a view which keys the query asks for: a condition on the key becomes the function's argument.
//!
//! The planner asks a function's support function for its number of rows when it knows all conditions on them, and before it
//! makes a plan of the call. Where one says `key = value` or `key = ANY (values)`, the values become the argument, which says
//! for which keys rows are wanted. The condition stays as well, so rows of other keys would do no harm.

use std::ffi::c_int;

use pgrx::pg_sys::{self, Datum, NodeTag, Oid};

use super::function::Call;
use crate::error::Outcome;
use crate::pg_function;

pg_function!(rows_support, pg_finfo_rows_support, support);

/// How many rows a call for given keys is taken to give.
const ROWS: f64 = 1.0;

/// `feed.rows_support(internal)`
fn support(call: &Call) -> Outcome<Datum> {
    let none = Ok(Datum::null());
    let Some(request) = call.datum(0) else {
        return none;
    };
    // SAFETY: the planner calls this with a request, told by its tag; the call, its relation and their conditions are its
    // own, in the midst of being planned.
    unsafe {
        let request = request.cast_mut_ptr::<pg_sys::SupportRequestRows>();
        if (*request).type_ != NodeTag::T_SupportRequestRows || (*request).root.is_null() {
            return none;
        }
        let called = (*request).node as *mut pg_sys::FuncExpr;
        match keys_asked_for((*request).root, called) {
            Some(keys) => {
                (*called).args = pg_sys::lappend(std::ptr::null_mut(), keys.cast());
                (*request).rows = ROWS;
                Ok(Datum::from(request))
            }
            None => none,
        }
    }
}

/// The keys that conditions on the rows of a call ask for, as an expression of its argument's type.
unsafe fn keys_asked_for(
    root: *mut pg_sys::PlannerInfo,
    called: *mut pg_sys::FuncExpr,
) -> Option<*mut pg_sys::Node> {
    // SAFETY: as in support; arrays of relations are as long as the planner says, from 1 on.
    unsafe {
        if !asks_for_all(called) {
            return None;
        }
        for place in 1..(*root).simple_rel_array_size {
            let relation = *(*root).simple_rel_array.add(place as usize);
            let entry = *(*root).simple_rte_array.add(place as usize);
            if relation.is_null() || entry.is_null() || !is_call(entry, called) {
                continue;
            }
            let conditions = (*relation).baserestrictinfo;
            return (0..length(conditions)).find_map(|nth| {
                let condition = element(conditions, nth) as *mut pg_sys::RestrictInfo;
                keys_of((*condition).clause as *mut pg_sys::Node, place, called)
            });
        }
        None
    }
}

/// Whether the one argument is its default, NULL.
unsafe fn asks_for_all(called: *mut pg_sys::FuncExpr) -> bool {
    // SAFETY: a call has a list of arguments.
    unsafe {
        if called.is_null()
            || (*called).xpr.type_ != NodeTag::T_FuncExpr
            || length((*called).args) != 1
        {
            return false;
        }
        let argument = element((*called).args, 0) as *mut pg_sys::Const;
        (*argument).xpr.type_ == NodeTag::T_Const && (*argument).constisnull
    }
}

/// Whether an entry of the range table is this very call.
unsafe fn is_call(entry: *mut pg_sys::RangeTblEntry, called: *mut pg_sys::FuncExpr) -> bool {
    // SAFETY: an entry for functions has a list of them.
    unsafe {
        if (*entry).rtekind != pg_sys::RTEKind::RTE_FUNCTION || length((*entry).functions) != 1 {
            return false;
        }
        let function = element((*entry).functions, 0) as *mut pg_sys::RangeTblFunction;
        std::ptr::eq((*function).funcexpr, called as *mut pg_sys::Node)
    }
}

/// The keys for which a condition on a relation asks, if it is on the first column.
unsafe fn keys_of(
    condition: *mut pg_sys::Node,
    relation: c_int,
    called: *mut pg_sys::FuncExpr,
) -> Option<*mut pg_sys::Node> {
    // SAFETY: each kind of node is told by its tag.
    unsafe {
        let (operator, sides, of_many) = match (*condition).type_ {
            NodeTag::T_OpExpr => {
                let comparison = condition as *mut pg_sys::OpExpr;
                ((*comparison).opno, (*comparison).args, false)
            }
            NodeTag::T_ScalarArrayOpExpr => {
                let comparison = condition as *mut pg_sys::ScalarArrayOpExpr;
                if !(*comparison).useOr {
                    return None;
                }
                ((*comparison).opno, (*comparison).args, true)
            }
            _ => return None,
        };
        if length(sides) != 2 {
            return None;
        }
        let (mut key, mut values) = (element(sides, 0), element(sides, 1));
        if !of_many && first_column(key, relation).is_none() {
            std::mem::swap(&mut key, &mut values);
        }
        let kind = first_column(key, relation)?;
        let array = pg_sys::exprType(element((*called).args, 0));
        let fits = is_equality(operator, kind)
            && array == pg_sys::get_array_type(kind)
            && is_fixed(values);
        if !fits {
            return None;
        }
        let wanted = if of_many { array } else { kind };
        let values = coerced(pg_sys::copyObjectImpl(values.cast()).cast(), wanted)?;
        Some(match of_many {
            true => values,
            false => array_of_one(values, kind, array),
        })
    }
}

/// The type of the first column of a relation, if that is what an expression is.
unsafe fn first_column(expression: *mut pg_sys::Node, relation: c_int) -> Option<Oid> {
    // SAFETY: as above.
    unsafe {
        let mut expression = expression;
        if (*expression).type_ == NodeTag::T_RelabelType {
            expression = (*(expression as *mut pg_sys::RelabelType)).arg as *mut pg_sys::Node;
        }
        if (*expression).type_ != NodeTag::T_Var {
            return None;
        }
        let column = expression as *mut pg_sys::Var;
        let is_first = (*column).varno as c_int == relation
            && (*column).varattno == 1
            && (*column).varlevelsup == 0;
        is_first.then_some((*column).vartype)
    }
}

/// Whether an operator is the equality by which keys of a type are found.
unsafe fn is_equality(operator: Oid, kind: Oid) -> bool {
    // SAFETY: look-ups in the server's caches.
    unsafe {
        let class = pg_sys::GetDefaultOpClass(kind, pg_sys::BTREE_AM_OID);
        let family = pg_sys::get_opclass_family(class);
        pg_sys::get_op_opfamily_strategy(operator, family) == pg_sys::BTEqualStrategyNumber as c_int
    }
}

/// Whether an expression has one value for the whole scan.
unsafe fn is_fixed(expression: *mut pg_sys::Node) -> bool {
    // SAFETY: walks the expression.
    unsafe {
        !pg_sys::contain_var_clause(expression)
            && !pg_sys::contain_volatile_functions(expression)
            && !pg_sys::contain_subplans(expression)
    }
}

/// An expression as one of a type, if every value of it is.
unsafe fn coerced(expression: *mut pg_sys::Node, kind: Oid) -> Option<*mut pg_sys::Node> {
    // SAFETY: the parser's own function, which needs no state to coerce what can be coerced implicitly.
    let coerced = unsafe {
        pg_sys::coerce_to_target_type(
            std::ptr::null_mut(),
            expression,
            pg_sys::exprType(expression),
            kind,
            -1,
            pg_sys::CoercionContext::COERCION_IMPLICIT,
            pg_sys::CoercionForm::COERCE_IMPLICIT_CAST,
            -1,
        )
    };
    (!coerced.is_null()).then_some(coerced)
}

unsafe fn array_of_one(value: *mut pg_sys::Node, kind: Oid, array: Oid) -> *mut pg_sys::Node {
    // SAFETY: a node in the planner's memory, complete.
    unsafe {
        let node = pg_sys::palloc0(size_of::<pg_sys::ArrayExpr>()) as *mut pg_sys::ArrayExpr;
        (*node).xpr.type_ = NodeTag::T_ArrayExpr;
        (*node).array_typeid = array;
        (*node).element_typeid = kind;
        (*node).elements = pg_sys::lappend(std::ptr::null_mut(), value.cast());
        (*node).location = -1;
        node as *mut pg_sys::Node
    }
}

unsafe fn length(list: *mut pg_sys::List) -> c_int {
    // SAFETY: a list, or none.
    unsafe { if list.is_null() { 0 } else { (*list).length } }
}

unsafe fn element(list: *mut pg_sys::List, place: c_int) -> *mut pg_sys::Node {
    // SAFETY: the list is longer than the place, and holds nodes.
    unsafe { (*(*list).elements.add(place as usize)).ptr_value as *mut pg_sys::Node }
}
