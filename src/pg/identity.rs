//! Who runs the next statement: the caller, the feed's owner, or the registry's owner.

use std::ffi::{CStr, c_int};

use pgrx::pg_sys::{self, Oid};

use super::variable::Changed;

/// The superuser that owns the extension's own objects in every cluster.
pub const BOOTSTRAP_SUPERUSER: Oid = Oid::from_u32(10);

/// The calling role, as privileges see it now.
pub fn current_user() -> Oid {
    // SAFETY: plain read of backend state.
    unsafe { pg_sys::GetUserId() }
}

/// Whether each statement of the transaction takes a new snapshot.
pub fn is_read_committed() -> bool {
    // SAFETY: plain read of transaction state. READ UNCOMMITTED is READ COMMITTED in PostgreSQL.
    unsafe { pg_sys::XactIsoLevel <= pg_sys::XACT_READ_COMMITTED as c_int }
}

/// Whether nothing may be written: in a read-only transaction, or on a standby.
pub fn is_read_only() -> bool {
    // SAFETY: plain reads of backend state.
    unsafe { pg_sys::XactReadOnly || pg_sys::RecoveryInProgress() }
}

/// Whether the calling role is a superuser.
pub fn is_superuser() -> bool {
    // SAFETY: looks up the role in the server's cache.
    unsafe { pg_sys::superuser() }
}

/// Runs `work` as `role` in a security-restricted operation: what the role's own code does cannot reach
/// the session (no SET ROLE, no temporary objects, no cursors left behind).
pub fn run_as<T>(role: Oid, work: impl FnOnce() -> T) -> T {
    let _restored = Switched::to(role);
    work()
}

/// Runs `work` with row_security off: a policy that would hide rows raises instead of hiding them silently.
pub fn without_row_security<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: a setting of this backend.
    let _restored = unsafe { Changed::to(&raw mut pg_sys::row_security, false) };
    work()
}

/// Restores the former identity on every way out; after an ERROR the abort of the transaction would do so too.
struct Switched {
    user: Oid,
    context: c_int,
}

impl Switched {
    fn to(role: Oid) -> Switched {
        let mut former = Switched {
            user: Oid::INVALID,
            context: 0,
        };
        // SAFETY: reads and sets two variables of the backend.
        unsafe {
            pg_sys::GetUserIdAndSecContext(&mut former.user, &mut former.context);
            pg_sys::SetUserIdAndSecContext(
                role,
                former.context
                    | pg_sys::SECURITY_LOCAL_USERID_CHANGE as c_int
                    | pg_sys::SECURITY_RESTRICTED_OPERATION as c_int,
            );
        }
        former
    }
}

impl Drop for Switched {
    fn drop(&mut self) {
        // SAFETY: sets two variables of the backend.
        unsafe { pg_sys::SetUserIdAndSecContext(self.user, self.context) };
    }
}

/// Runs `work` under `search_path = pg_catalog, pg_temp`, so that no object of the caller's choosing is
/// found by an unqualified name or operator.
pub fn with_pinned_path<T>(work: impl FnOnce() -> T) -> T {
    with_setting(c"search_path", c"pg_catalog, pg_temp", work)
}

/// What a server setting is now; None for one that is not known, as those of a library that is not loaded are not.
pub fn setting(name: &'static CStr) -> Option<String> {
    // SAFETY: a look-up; the value stays until the setting changes, and is copied before.
    unsafe {
        let value = pg_sys::GetConfigOption(name.as_ptr(), true, false);
        (!value.is_null()).then(|| CStr::from_ptr(value).to_string_lossy().into_owned())
    }
}

/// Runs `work` with a server setting changed for its length.
pub fn with_setting<T>(name: &'static CStr, value: &CStr, work: impl FnOnce() -> T) -> T {
    // SAFETY: GUC nesting as in every function with a SET clause. An ERROR on the way needs no pop:
    // the abort of the (sub)transaction restores the setting.
    unsafe {
        let level = pg_sys::NewGUCNestLevel();
        pg_sys::set_config_option(
            name.as_ptr(),
            value.as_ptr(),
            pg_sys::GucContext::PGC_USERSET,
            pg_sys::GucSource::PGC_S_SESSION,
            pg_sys::GucAction::GUC_ACTION_SAVE,
            true,
            0,
            false,
        );
        let result = work();
        // Not as at a commit: what code of the feed's owner has set meanwhile is taken back too.
        pg_sys::AtEOXact_GUC(false, level);
        result
    }
}
