//! Notices statements that need a database for themselves, before they run.

use std::ffi::{CStr, c_char};
use std::sync::OnceLock;

use pgrx::pg_sys::{self, NodeTag, Oid};

use super::{catalog, databases};

/// The database that CREATE DATABASE copies unless told otherwise.
const DEFAULT_TEMPLATE: &CStr = c"template1";

static HANDLER: OnceLock<fn(Oid)> = OnceLock::new();
static FORMER: OnceLock<pg_sys::ProcessUtility_hook_type> = OnceLock::new();

/// Calls `handler` before every statement that nobody else may be connected to a database for, with that database; only
/// where the calling role has the rights of its owner. Called once, while the server preloads libraries.
pub fn before_exclusive_use(handler: fn(Oid)) {
    if HANDLER.set(handler).is_ok() {
        // SAFETY: the hook is a variable of the postmaster, which has one thread; the former one is kept and called.
        unsafe {
            let _ = FORMER.set(pg_sys::ProcessUtility_hook);
            pg_sys::ProcessUtility_hook = Some(utility);
        }
    }
}

unsafe extern "C-unwind" {
    /// The server's own function, without the guard of pgrx.
    #[link_name = "standard_ProcessUtility"]
    fn unguarded_utility(
        statement: *mut pg_sys::PlannedStmt,
        text: *const c_char,
        read_only_tree: bool,
        context: pg_sys::ProcessUtilityContext::Type,
        params: pg_sys::ParamListInfo,
        environment: *mut pg_sys::QueryEnvironment,
        dest: *mut pg_sys::DestReceiver,
        completion: *mut pg_sys::QueryCompletion,
    );
}

/// Every utility statement of the server passes here. It has no guard on purpose: a guard would catch each ERROR of every
/// statement and raise a poorer copy of it, without position, context and names. An ERROR jumps over this frame, which
/// has nothing to clean up.
unsafe extern "C-unwind" fn utility(
    statement: *mut pg_sys::PlannedStmt,
    text: *const c_char,
    read_only_tree: bool,
    context: pg_sys::ProcessUtilityContext::Type,
    params: pg_sys::ParamListInfo,
    environment: *mut pg_sys::QueryEnvironment,
    dest: *mut pg_sys::DestReceiver,
    completion: *mut pg_sys::QueryCompletion,
) {
    // SAFETY: called by the server with a statement, and calls on with the same arguments.
    unsafe {
        let node = (*statement).utilityStmt;
        if let NodeTag::T_DropdbStmt
        | NodeTag::T_CreatedbStmt
        | NodeTag::T_AlterDatabaseStmt
        | NodeTag::T_RenameStmt = (*node).type_
        {
            before(node);
        }
        match FORMER.get() {
            Some(Some(former)) => former(
                statement,
                text,
                read_only_tree,
                context,
                params,
                environment,
                dest,
                completion,
            ),
            _ => unguarded_utility(
                statement,
                text,
                read_only_tree,
                context,
                params,
                environment,
                dest,
                completion,
            ),
        }
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn before(node: *mut pg_sys::Node) {
    // SAFETY: the node is of one of the four kinds; names in parse trees are C strings.
    let database = unsafe { wanted_alone(node).and_then(databases::owned) };
    if let (Some(database), Some(handler)) = (database, HANDLER.get()) {
        handler(database);
    }
}

/// The name of the database that the statement wants for itself.
///
/// # Safety
/// The node is one of the four kinds that `utility` passes on.
unsafe fn wanted_alone<'a>(node: *mut pg_sys::Node) -> Option<&'a CStr> {
    // SAFETY: the tag says which structure the node is.
    unsafe {
        let name = match (*node).type_ {
            NodeTag::T_DropdbStmt => (*(node as *mut pg_sys::DropdbStmt)).dbname,
            NodeTag::T_CreatedbStmt => {
                let statement = node as *mut pg_sys::CreatedbStmt;
                match option((*statement).options, c"template") {
                    Some(given) if !(*given).arg.is_null() => pg_sys::defGetString(given),
                    _ => DEFAULT_TEMPLATE.as_ptr().cast_mut(),
                }
            }
            NodeTag::T_AlterDatabaseStmt => {
                let statement = node as *mut pg_sys::AlterDatabaseStmt;
                option((*statement).options, c"tablespace")?;
                (*statement).dbname
            }
            _ => {
                let statement = node as *mut pg_sys::RenameStmt;
                match (*statement).renameType {
                    pg_sys::ObjectType::OBJECT_DATABASE => (*statement).subname,
                    _ => return None,
                }
            }
        };
        (!name.is_null()).then(|| CStr::from_ptr(name))
    }
}

/// # Safety
/// `options` is a list of DefElem, or null.
unsafe fn option(options: *mut pg_sys::List, name: &CStr) -> Option<*mut pg_sys::DefElem> {
    // SAFETY: a null list is the empty one.
    unsafe {
        let length = options.as_ref().map_or(0, |options| options.length);
        (0..length)
            .map(|n| catalog::nth(options, n) as *mut pg_sys::DefElem)
            .find(|element| CStr::from_ptr((**element).defname) == name)
    }
}
