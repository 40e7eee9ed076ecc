//! Look-ups in the system catalogs through the server's own caches.

use std::ffi::{CStr, CString};

use pgrx::pg_sys::{self, Datum, Oid};

use super::regcolumn::quoted;
use crate::error::{Failure, Outcome};

/// The current name of a column; None where the table or the column is no more.
pub fn attribute_name(relation: Oid, attribute: i16) -> Option<String> {
    // SAFETY: the cached tuple is released again. The look-up passes over dropped columns, whose names get_attname
    // would still give.
    unsafe {
        let tuple = pg_sys::SearchSysCacheAttNum(relation, attribute);
        if tuple.is_null() {
            return None;
        }
        pg_sys::ReleaseSysCache(tuple);
        owned(pg_sys::get_attname(relation, attribute, true))
    }
}

/// Whether every row has a value in a column.
pub fn is_not_null(relation: Oid, attribute: i16) -> bool {
    // SAFETY: the cached tuple is an attribute's row, and is released again.
    unsafe {
        let tuple = pg_sys::SearchSysCacheAttNum(relation, attribute);
        if tuple.is_null() {
            return false;
        }
        let row = pg_sys::GETSTRUCT(tuple) as pg_sys::Form_pg_attribute;
        let not_null = (*row).attnotnull;
        pg_sys::ReleaseSysCache(tuple);
        not_null
    }
}

/// What a table is called, where it is, and of what types its columns are, a dropped one of none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    schema: Oid,
    name: String,
    kind: u8,
    columns: Vec<Oid>,
}

/// The shape of a relation; None where it is no more.
pub fn shape(relation: Oid) -> Option<Shape> {
    // SAFETY: look-ups in the server's caches, which answer with null or zero for what is no more.
    unsafe {
        let name = owned(pg_sys::get_rel_name(relation))?;
        let mut columns = Vec::new();
        for number in 1_i16.. {
            let tuple = pg_sys::SearchSysCache2(
                pg_sys::SysCacheIdentifier::ATTNUM as i32,
                Datum::from(relation),
                Datum::from(number),
            );
            if tuple.is_null() {
                break;
            }
            let row = pg_sys::GETSTRUCT(tuple) as pg_sys::Form_pg_attribute;
            columns.push((*row).atttypid);
            pg_sys::ReleaseSysCache(tuple);
        }
        Some(Shape {
            schema: pg_sys::get_rel_namespace(relation),
            name,
            kind: pg_sys::get_rel_relkind(relation) as u8,
            columns,
        })
    }
}

/// The name of a table without its schema.
pub fn table_name(relation: Oid) -> Option<String> {
    // SAFETY: null or a palloc'd string.
    unsafe { owned(pg_sys::get_rel_name(relation)) }
}

/// `schema.table`, quoted.
pub fn relation_name(relation: Oid) -> Option<String> {
    // SAFETY: both look-ups return null or a palloc'd string.
    let (schema, table) = unsafe {
        (
            owned(pg_sys::get_namespace_name(pg_sys::get_rel_namespace(
                relation,
            )))?,
            owned(pg_sys::get_rel_name(relation))?,
        )
    };
    Some(format!("{}.{}", quoted(&schema)?, quoted(&table)?))
}

/// The name of the schema in which a table is.
pub fn schema_of(relation: Oid) -> Option<String> {
    // SAFETY: InvalidOid for a table that is no more, of which no schema has the OID.
    schema_name(unsafe { pg_sys::get_rel_namespace(relation) })
}

/// The schema of this name; InvalidOid where there is none.
pub fn schema_named(name: &str) -> Oid {
    match CString::new(name) {
        // SAFETY: missing_ok makes InvalidOid of what is not there.
        Ok(name) => unsafe { pg_sys::get_namespace_oid(name.as_ptr(), true) },
        Err(_) => Oid::INVALID,
    }
}

/// The schema's name.
pub fn schema_name(schema: Oid) -> Option<String> {
    // SAFETY: returns null or a palloc'd string.
    unsafe { owned(pg_sys::get_namespace_name(schema)) }
}

/// The collation's name as SQL writes it; None where there is none.
pub fn collation_name(collation: Oid) -> Option<String> {
    if collation == Oid::INVALID {
        return None;
    }
    // SAFETY: gives a palloc'd string, or raises for a collation that is no more, which no column can have.
    unsafe { owned(pg_sys::generate_collation_name(collation)) }
}

/// Where a function lives and what it takes.
pub struct Declared {
    pub schema: Oid,
    pub arguments: Vec<Oid>,
}

/// The declaration of a function; None where it is no more.
pub fn declared(function: Oid) -> Option<Declared> {
    // SAFETY: a cached pg_proc tuple has the fixed part FormData_pg_proc, and is valid until released.
    unsafe {
        let tuple = pg_sys::SearchSysCache1(
            pg_sys::SysCacheIdentifier::PROCOID as i32,
            Datum::from(function),
        );
        if tuple.is_null() {
            return None;
        }
        let data = (*tuple).t_data;
        let form =
            (data as *const u8).add(usize::from((*data).t_hoff)) as *const pg_sys::FormData_pg_proc;
        let types = &(*form).proargtypes;
        let result = Declared {
            schema: (*form).pronamespace,
            arguments: types.values.as_slice(types.dim1 as usize).to_vec(),
        };
        pg_sys::ReleaseSysCache(tuple);
        Some(result)
    }
}

/// The n-th pointer of a list.
///
/// # Safety
/// `list` is a list of pointers with more than `n` elements.
pub(super) unsafe fn nth(list: *const pg_sys::List, n: i32) -> *mut std::ffi::c_void {
    // SAFETY: elements are stored in one array.
    unsafe { (*(*list).elements.add(n as usize)).ptr_value }
}

/// The n-th OID of a list.
///
/// # Safety
/// `list` is a list of OIDs with more than `n` elements.
pub(super) unsafe fn nth_oid(list: *const pg_sys::List, n: i32) -> Oid {
    // SAFETY: elements are stored in one array.
    unsafe { (*(*list).elements.add(n as usize)).oid_value }
}

/// # Safety
/// `name` is null or a C string.
unsafe fn owned(name: *mut std::ffi::c_char) -> Option<String> {
    // SAFETY: not null is checked before the string is read.
    (!name.is_null()).then(|| {
        unsafe { CStr::from_ptr(name) }
            .to_string_lossy()
            .into_owned()
    })
}

/// Whether the extension is installed in this database.
pub fn extension_is_here() -> bool {
    // SAFETY: a look-up by name; missing_ok makes InvalidOid of what is not there.
    unsafe { pg_sys::get_extension_oid(c"pg_feed".as_ptr(), true) != Oid::INVALID }
}

/// The OIDs of the registry's tables, whose change is announced with every change of a definition.
pub fn registry_tables() -> Outcome<[Oid; 1]> {
    // SAFETY: look-ups by name in the server's caches.
    let registry = unsafe {
        let schema = pg_sys::get_namespace_oid(c"feed".as_ptr(), true);
        pg_sys::get_relname_relid(c"registry".as_ptr(), schema)
    };
    match registry {
        Oid::INVALID => Err(
            Failure::not_ready("extension pg_feed is not installed here")
                .hint("Run CREATE EXTENSION pg_feed."),
        ),
        registry => Ok([registry]),
    }
}

/// The name of a role; 42704 where it is no more.
pub fn role_name(role: Oid) -> Outcome<String> {
    // SAFETY: missing_ok makes a null pointer of what is not there.
    unsafe { owned(pg_sys::GetUserNameFromId(role, true)) }.ok_or_else(|| {
        Failure::no_object(format!("role with OID {} does not exist", role.to_u32()))
    })
}

/// The role of this name; 42704 where there is none.
pub fn role_named(name: &str) -> Outcome<Oid> {
    let unknown = || Failure::no_object(format!("role \"{name}\" does not exist"));
    let name = CString::new(name).map_err(|_| unknown())?;
    // SAFETY: missing_ok makes InvalidOid of what is not there.
    match unsafe { pg_sys::get_role_oid(name.as_ptr(), true) } {
        Oid::INVALID => Err(unknown()),
        role => Ok(role),
    }
}

/// Records, unless recorded already, that a schema needs the extension: DROP EXTENSION is refused without CASCADE.
pub fn depend_on_extension(schema: &str) -> Outcome<()> {
    let name = CString::new(schema).map_err(|_| Failure::internal("a name with a zero byte"))?;
    // SAFETY: plain catalog look-ups and one insert into pg_depend; both addresses live through the call.
    unsafe {
        let extension = pg_sys::get_extension_oid(c"pg_feed".as_ptr(), false);
        let schema = pg_sys::ObjectAddress {
            classId: pg_sys::NamespaceRelationId,
            objectId: pg_sys::get_namespace_oid(name.as_ptr(), false),
            objectSubId: 0,
        };
        let needed = pg_sys::ObjectAddress {
            classId: pg_sys::ExtensionRelationId,
            objectId: extension,
            objectSubId: 0,
        };
        pg_sys::deleteDependencyRecordsForSpecific(
            schema.classId,
            schema.objectId,
            pg_sys::DependencyType::DEPENDENCY_NORMAL as std::ffi::c_char,
            needed.classId,
            needed.objectId,
        );
        pg_sys::recordDependencyOn(&schema, &needed, pg_sys::DependencyType::DEPENDENCY_NORMAL);
        pg_sys::CommandCounterIncrement();
    }
    Ok(())
}

/// Whether row-level policies decide which rows of a table the role now acting sees.
pub fn has_policies_for_me(relation: Oid) -> bool {
    // SAFETY: look-ups in the server's caches.
    let applies = unsafe { pg_sys::check_enable_rls(relation, Oid::INVALID, true) };
    applies == pg_sys::CheckEnableRlsResult::RLS_ENABLED as i32
}

/// Whether the role now acting may read a table, or a column of it at least.
pub fn may_read_some(relation: Oid) -> bool {
    // SAFETY: look-ups in the server's caches.
    unsafe {
        let (role, right) = (pg_sys::GetUserId(), pg_sys::ACL_SELECT.into());
        let allowed = pg_sys::AclResult::ACLCHECK_OK;
        pg_sys::pg_class_aclcheck(relation, role, right) == allowed
            || pg_sys::pg_attribute_aclcheck_all(
                relation,
                role,
                right,
                pg_sys::AclMaskHow::ACLMASK_ANY,
            ) == allowed
    }
}

/// Waits until nobody changes the table's definition, and keeps it so until the transaction ends.
pub fn lock_against_ddl(relation: Oid) {
    // SAFETY: raises where the lock cannot be had in time.
    unsafe { pg_sys::LockRelationOid(relation, pg_sys::AccessShareLock as i32) };
}
