//! Finding a b-tree that a read may walk by itself, without a statement.
//!
//! Only plain cases qualify: an ordinary heap table without children, a valid b-tree over plain columns without
//! predicate, each column in the default order of its type under its own collation. For all others, and for every
//! role that may not read the whole table, reads run statements, which know all cases.

use std::ffi::c_int;

use pgrx::pg_sys::{self, Oid};

use super::{catalog, invalidation, receiver};

/// A b-tree that leads with some columns to be given and goes on with some to be ordered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Btree {
    pub(super) table: Oid,
    pub(super) index: Oid,
    pub(super) keys: Vec<KeyColumn>,
    /// The attributes of the table whose values must be given, in the order of the index.
    pub(super) given: Vec<i16>,
    /// The columns to be ordered by stand in descending order.
    pub(super) descending: bool,
    /// Which attribute of the table each column of the index holds.
    pub(super) holds: Vec<i16>,
    /// The types of the table's columns.
    columns: Vec<Oid>,
    /// The count of changes at which the feed was loaded.
    changes: u64,
}

/// How a key column of the index compares: the procedures of its operators, and that of its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyColumn {
    pub collation: Oid,
    pub equal: Oid,
    pub less: Oid,
    pub less_or_equal: Oid,
    pub greater_or_equal: Oid,
    pub order: Oid,
}

impl KeyColumn {
    fn new(family: Oid, kind: Oid, collation: Oid) -> KeyColumn {
        /// Support function 1 of every b-tree operator family.
        const ORDER_PROC: i16 = 1;
        // SAFETY: look-ups in the server's caches; a family has all operators of its own types.
        unsafe {
            let operator = |strategy: u32| {
                let member = pg_sys::get_opfamily_member(family, kind, kind, strategy as i16);
                pg_sys::get_opcode(member)
            };
            KeyColumn {
                collation,
                equal: operator(pg_sys::BTEqualStrategyNumber),
                less: operator(pg_sys::BTLessStrategyNumber),
                less_or_equal: operator(pg_sys::BTLessEqualStrategyNumber),
                greater_or_equal: operator(pg_sys::BTGreaterEqualStrategyNumber),
                order: pg_sys::get_opfamily_proc(family, kind, kind, ORDER_PROC),
            }
        }
    }
}

impl Btree {
    /// The first fitting index: its leading columns are those `given`, in any order, then those `ordered`, in
    /// this order and all in one direction. It is good as long as the count of changes stays at `changes`.
    pub fn find(table: Oid, given: &[i16], ordered: &[i16], changes: u64) -> Option<Btree> {
        // SAFETY: the relations stay open while they are looked at; the list lives in the current memory context.
        unsafe {
            let relation = pg_sys::try_table_open(table, pg_sys::AccessShareLock as c_int);
            if relation.is_null() {
                return None; // dropped since the feed was loaded
            }
            let mut found = None;
            if is_plain(relation) {
                let indexes = pg_sys::RelationGetIndexList(relation);
                let count = if indexes.is_null() {
                    0
                } else {
                    (*indexes).length
                };
                for place in 0..count {
                    let index = pg_sys::index_open(
                        catalog::nth_oid(indexes, place),
                        pg_sys::AccessShareLock as c_int,
                    );
                    found = fitting(relation, index, given, ordered, changes);
                    pg_sys::index_close(index, pg_sys::NoLock as c_int);
                    if found.is_some() {
                        break;
                    }
                }
            }
            pg_sys::table_close(relation, pg_sys::NoLock as c_int);
            found
        }
    }

    /// Whether no two rows of the table have the same values in these columns. No index says so of its children, which
    /// statements read, too; that of a partitioned table does.
    pub fn is_unique(table: Oid, columns: &[i16]) -> bool {
        // SAFETY: as in `find`.
        unsafe {
            let relation = pg_sys::try_table_open(table, pg_sys::AccessShareLock as c_int);
            if relation.is_null() {
                return false;
            }
            let form = &*(*relation).rd_rel;
            if form.relhassubclass && form.relkind == pg_sys::RELKIND_RELATION as std::ffi::c_char {
                pg_sys::table_close(relation, pg_sys::NoLock as c_int);
                return false;
            }
            let indexes = pg_sys::RelationGetIndexList(relation);
            let count = if indexes.is_null() {
                0
            } else {
                (*indexes).length
            };
            let unique = (0..count).any(|place| {
                let index = pg_sys::index_open(
                    catalog::nth_oid(indexes, place),
                    pg_sys::AccessShareLock as c_int,
                );
                let form = &*(*index).rd_index;
                let keys = form.indkey.values.as_slice(form.indnkeyatts as usize);
                let unique = form.indisunique
                    && form.indimmediate
                    && form.indisvalid
                    && pg_sys::RelationGetIndexPredicate(index).is_null()
                    && keys.iter().all(|key| columns.contains(key));
                pg_sys::index_close(index, pg_sys::NoLock as c_int);
                unique
            });
            pg_sys::table_close(relation, pg_sys::NoLock as c_int);
            unique
        }
    }

    /// Whether the index is still what was found, and the role now acting may read all of the table without
    /// further checks, in this transaction.
    ///
    /// The locks come first: taking them lets this backend hear of all changes so far, and keeps out any further ones
    /// that would take the index away or change a type until the transaction ends. That on the index waits for a
    /// REINDEX, after which the index may not serve snapshots from before.
    pub fn is_open(&self) -> bool {
        // SAFETY: reads of backend state and look-ups in the server's caches.
        unsafe {
            pg_sys::LockRelationOid(self.table, pg_sys::AccessShareLock as c_int);
            pg_sys::LockRelationOid(self.index, pg_sys::AccessShareLock as c_int);
            if invalidation::changes() != self.changes && !self.is_as_it_was() {
                return false;
            }
            let hook = pg_sys::ExecutorCheckPerms_hook;
            let role = pg_sys::GetUserId();
            let schema = pg_sys::get_rel_namespace(self.table);
            // What a serializable transaction reads must be noted; statements do that.
            pg_sys::XactIsoLevel != pg_sys::XACT_SERIALIZABLE as c_int
                && hook.is_none()
                && may_use(schema, role)
                && pg_sys::pg_class_aclcheck(self.table, role, pg_sys::ACL_SELECT.into())
                    == pg_sys::AclResult::ACLCHECK_OK
                && !catalog::has_policies_for_me(self.table)
        }
    }

    /// Whether table and index are what was found. A message of any table of the feed may come in the middle of a read, and most of
    /// them, as of every VACUUM, tell of nothing that matters here; statements in place of indexes would go through whole tables.
    fn is_as_it_was(&self) -> bool {
        let ordered = &self.holds[self.given.len()..self.keys.len()];
        Btree::find(self.table, &self.given, ordered, self.changes)
            .is_some_and(|found| found == *self)
    }

    /// The column of the index, counted from 0, that holds an attribute of the table.
    pub(super) fn column_of(&self, attribute: i16) -> Option<usize> {
        self.holds.iter().position(|held| *held == attribute)
    }
}

/// Whether the role may use names of the schema: a statement asks that where it names the table.
fn may_use(schema: Oid, role: Oid) -> bool {
    let right = pg_sys::ACL_USAGE.into();
    // SAFETY: a look-up in the server's caches.
    #[cfg(not(feature = "pg15"))]
    let checked =
        unsafe { pg_sys::object_aclcheck(pg_sys::NamespaceRelationId, schema, role, right) };
    // SAFETY: as above.
    #[cfg(feature = "pg15")]
    let checked = unsafe { pg_sys::pg_namespace_aclcheck(schema, role, right) };
    checked == pg_sys::AclResult::ACLCHECK_OK
}

/// An unlogged table has no rows on a standby, where statements refuse it.
///
/// # Safety
/// `relation` is open.
unsafe fn is_plain(relation: pg_sys::Relation) -> bool {
    // SAFETY: an open relation has its row of pg_class and its descriptor.
    unsafe {
        let class = &*(*relation).rd_rel;
        class.relkind as u8 == pg_sys::RELKIND_RELATION
            && !class.relhassubclass
            && class.relam == pg_sys::HEAP_TABLE_AM_OID
            && (class.relpersistence as u8 == pg_sys::RELPERSISTENCE_PERMANENT
                || !pg_sys::RecoveryInProgress())
            && !computes_columns((*relation).rd_att)
    }
}

/// Whether columns are computed when read; their values are not in the row.
///
/// # Safety
/// `columns` is a valid descriptor.
#[cfg(feature = "pg18")]
unsafe fn computes_columns(columns: pg_sys::TupleDesc) -> bool {
    // SAFETY: constr is null or valid.
    unsafe { !(*columns).constr.is_null() && (*(*columns).constr).has_generated_virtual }
}

/// # Safety
/// None needed: before PostgreSQL 18 all columns are stored.
#[cfg(not(feature = "pg18"))]
unsafe fn computes_columns(_columns: pg_sys::TupleDesc) -> bool {
    false
}

/// # Safety
/// Both relations are open, `index` is one of the table's.
unsafe fn fitting(
    table: pg_sys::Relation,
    index: pg_sys::Relation,
    given: &[i16],
    ordered: &[i16],
    changes: u64,
) -> Option<Btree> {
    // SAFETY: an open index has its row of pg_index, and arrays as long as it has columns.
    unsafe {
        let form = &*(*index).rd_index;
        let keys = form.indnkeyatts as usize;
        let usable = (*(*index).rd_rel).relam == pg_sys::BTREE_AM_OID
            && form.indisvalid
            && !form.indcheckxmin
            && pg_sys::RelationGetIndexPredicate(index).is_null()
            && keys >= given.len() + ordered.len();
        if !usable {
            return None;
        }
        let holds = form.indkey.values.as_slice(form.indnatts as usize).to_vec();
        let used = given.len() + ordered.len();
        if holds[..used].contains(&0) {
            return None; // an expression
        }
        let (first, rest) = holds.split_at(given.len());
        // A column given twice leaves another of the index without a value.
        let twice = (1..given.len()).any(|place| given[..place].contains(&given[place]));
        if twice
            || !given.iter().all(|attribute| first.contains(attribute))
            || !rest.starts_with(ordered)
        {
            return None;
        }
        let mut columns = Vec::with_capacity(used);
        let mut descending = Vec::new();
        for (place, attribute) in holds[..used].iter().enumerate() {
            let (mut kind, mut modifier, mut collation) = (Oid::INVALID, 0, Oid::INVALID);
            pg_sys::get_atttypetypmodcoll(
                (*table).rd_id,
                *attribute,
                &mut kind,
                &mut modifier,
                &mut collation,
            );
            let family = *(*index).rd_opfamily.add(place);
            let compared = *(*index).rd_opcintype.add(place);
            let default = pg_sys::GetDefaultOpClass(kind, pg_sys::BTREE_AM_OID);
            if default == Oid::INVALID
                || pg_sys::get_opclass_family(default) != family
                || collation != *(*index).rd_indcollation.add(place)
            {
                return None;
            }
            if place >= given.len() {
                let option = *(*index).rd_indoption.add(place) as u32;
                descending.push(option & pg_sys::INDOPTION_DESC != 0);
            }
            columns.push(KeyColumn::new(family, compared, collation));
        }
        if descending.windows(2).any(|pair| pair[0] != pair[1]) {
            return None;
        }
        Some(Btree {
            table: (*table).rd_id,
            index: (*index).rd_id,
            keys: columns,
            given: first.to_vec(),
            descending: descending.first().copied().unwrap_or(false),
            holds,
            columns: receiver::column_types((*table).rd_att),
            changes,
        })
    }
}
