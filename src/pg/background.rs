//! Background processes of the server: how they are registered, what they do first, how they are told to stop.

use std::ffi::{CStr, CString, c_char, c_int};
use std::sync::OnceLock;
use std::time::Duration;

use pgrx::pg_sys::{self, Datum, Oid};

/// Makes the C symbol `$symbol`, which the server calls in a new process, out of a Rust function `fn(u64)` that gets the
/// argument with which the process was registered.
#[macro_export]
macro_rules! background_process {
    ($symbol:ident, $body:path) => {
        const _: () = {
            #[allow(unsafe_code)]
            #[unsafe(no_mangle)]
            #[pgrx::pg_guard]
            pub extern "C-unwind" fn $symbol(argument: pgrx::pg_sys::Datum) {
                $body(argument.value() as u64);
            }
        };
    };
}

/// Makes the symbol that the server calls when it has loaded the library.
#[macro_export]
macro_rules! library_start {
    ($body:path) => {
        const _: () = {
            // The guard gives this function its C name.
            #[allow(unsafe_code)]
            #[pgrx::pg_guard]
            pub extern "C-unwind" fn _PG_init() {
                $body();
            }
        };
    };
}

/// Whether the library is being loaded by shared_preload_libraries, into a server that works for its users.
pub fn is_preloading() -> bool {
    // SAFETY: plain reads of two variables.
    unsafe { pg_sys::process_shared_preload_libraries_in_progress && !pg_sys::IsBinaryUpgrade }
}

/// Refuses settings of this prefix that are not defined: a misspelt one is told.
pub fn reserve_prefix(prefix: &'static CStr) {
    // SAFETY: the name is copied.
    unsafe { pg_sys::MarkGUCPrefixReserved(prefix.as_ptr()) };
}

/// A kind of background process: what it is called, and the symbol with which it begins.
pub struct Kind {
    pub name: &'static CStr,
    pub symbol: &'static CStr,
}

impl Kind {
    fn worker(&self, argument: u64, restart: c_int) -> pg_sys::BackgroundWorker {
        let mut worker = pg_sys::BackgroundWorker {
            bgw_flags: (pg_sys::BGWORKER_SHMEM_ACCESS
                | pg_sys::BGWORKER_BACKEND_DATABASE_CONNECTION) as c_int,
            // On a standby that is: after its promotion.
            bgw_start_time: pg_sys::BgWorkerStartTime::BgWorkerStart_RecoveryFinished,
            bgw_restart_time: restart,
            bgw_main_arg: Datum::from(argument),
            ..Default::default()
        };
        write(&mut worker.bgw_name, self.name);
        write(&mut worker.bgw_type, self.name);
        write(&mut worker.bgw_library_name, c"pg_feed");
        write(&mut worker.bgw_function_name, self.symbol);
        worker
    }

    /// Lets the postmaster start one such process, and again so long after it has failed. While it preloads libraries.
    pub fn register(&self, restart: Duration) {
        let mut worker = self.worker(0, restart.as_secs() as c_int);
        // SAFETY: the structure is complete and copied.
        unsafe { pg_sys::RegisterBackgroundWorker(&mut worker) };
    }

    /// Asks the postmaster for one more such process, which it does not start again; None where there are as many
    /// background processes as it allows.
    pub fn start(&self, argument: u64) -> Option<Started> {
        let mut worker = self.worker(argument, pg_sys::BGW_NEVER_RESTART);
        let mut handle = std::ptr::null_mut();
        // SAFETY: the structure is complete and copied; the handle is allocated in a context that outlives it.
        unsafe {
            worker.bgw_notify_pid = pg_sys::MyProcPid;
            let former = pg_sys::MemoryContextSwitchTo(pg_sys::TopMemoryContext);
            let registered = pg_sys::RegisterDynamicBackgroundWorker(&mut worker, &mut handle);
            pg_sys::MemoryContextSwitchTo(former);
            registered.then(|| Started(handle))
        }
    }
}

/// Writes a name into one of the server's fields, which the rest of the structure has filled with zeros.
fn write(field: &mut [c_char], name: &CStr) {
    for (place, letter) in field.iter_mut().zip(name.to_bytes()) {
        *place = *letter as c_char;
    }
}

/// A process that the postmaster was asked for.
pub struct Started(*mut pg_sys::BackgroundWorkerHandle);

impl Started {
    /// Whether it has ended, or could not be started.
    pub fn has_ended(&self) -> bool {
        let mut pid = 0;
        // SAFETY: the handle is that of the registration.
        let status = unsafe { pg_sys::GetBackgroundWorkerPid(self.0, &mut pid) };
        status == pg_sys::BgwHandleStatus::BGWH_STOPPED
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // SAFETY: allocated at the registration, and nobody else has it.
        unsafe { pg_sys::pfree(self.0.cast()) };
    }
}

/// The first thing in a background process: signals as any backend handles them. In particular a shutdown is heard in the
/// middle of a statement, which the handlers of background workers, PostgreSQL's default one and that of pgrx, do not do.
pub fn hear_signals() {
    // Not those of the bindings, which are Rust functions around these.
    unsafe extern "C-unwind" {
        fn die(signal: c_int);
        #[link_name = "SignalHandlerForConfigReload"]
        fn note_reload(signal: c_int);
    }
    // SAFETY: the handlers are the server's own, and the process is a new one.
    unsafe {
        #[cfg(not(feature = "pg18"))]
        use pg_sys::pqsignal as set_handler;
        #[cfg(feature = "pg18")]
        use pg_sys::pqsignal_be as set_handler;
        set_handler(pg_sys::SIGHUP as c_int, Some(note_reload));
        set_handler(pg_sys::SIGTERM as c_int, Some(die));
        pg_sys::BackgroundWorkerUnblockSignals();
    }
}

/// Connects to a database, or only to the shared catalogs, as the bootstrap superuser.
pub fn connect(database: Option<Oid>) {
    // SAFETY: called once in a background process, whose flags allow it. Raises where it cannot be done.
    unsafe {
        match database {
            Some(database) => {
                pg_sys::BackgroundWorkerInitializeConnectionByOid(database, Oid::INVALID, 0);
            }
            None => {
                pg_sys::BackgroundWorkerInitializeConnection(std::ptr::null(), std::ptr::null(), 0)
            }
        }
    }
}

/// Sets a setting of this process, over what any configuration says; one that this server does not have is left out.
pub fn set(name: &'static CStr, value: &'static CStr) {
    // SAFETY: both names are constants; a superuser's process may set them.
    unsafe {
        if !pg_sys::GetConfigOption(name.as_ptr(), true, false).is_null() {
            pg_sys::SetConfigOption(
                name.as_ptr(),
                value.as_ptr(),
                pg_sys::GucContext::PGC_SUSET,
                pg_sys::GucSource::PGC_S_OVERRIDE,
            );
        }
    }
}

/// Reads the configuration again if the server was told to.
pub fn follow_configuration() {
    // SAFETY: the flag is set by the signal handler; outside of transactions, as every process does it.
    unsafe {
        if pg_sys::ConfigReloadPending != 0 {
            (&raw mut pg_sys::ConfigReloadPending).write_volatile(0);
            pg_sys::ProcessConfigFile(pg_sys::GucContext::PGC_SIGHUP);
        }
    }
}

/// Shows in pg_stat_activity what this process is doing.
pub fn show_running(what: &str) {
    // What cannot be shown is not shown.
    let what = CString::new(what).unwrap_or_default();
    // SAFETY: the text is copied.
    unsafe {
        pg_sys::pgstat_report_activity(pg_sys::BackendState::STATE_RUNNING, what.as_ptr());
    }
}

/// Shows in pg_stat_activity that this process waits, and hands over what it has counted of the tables it changed:
/// autovacuum goes by that.
pub fn show_idle() {
    // SAFETY: outside of transactions.
    unsafe {
        pg_sys::pgstat_report_activity(pg_sys::BackendState::STATE_IDLE, std::ptr::null());
        pg_sys::pgstat_report_stat(true);
    }
}

/// The number of this process.
pub fn pid() -> i32 {
    // SAFETY: plain read.
    unsafe { pg_sys::MyProcPid }
}

/// Cancels what a process is doing now, as pg_cancel_backend does.
pub fn cancel(pid: i32) {
    unsafe extern "C" {
        fn kill(pid: c_int, signal: c_int) -> c_int;
    }
    // SAFETY: a signal that every process of the server handles; the caller knows that this is one of them.
    unsafe { kill(pid, pg_sys::SIGINT as c_int) };
}

static AT_EXIT: OnceLock<fn()> = OnceLock::new();

/// Calls `handler` when this process ends, after it has left its database. It must not raise.
///
/// Called before [`connect`]: what is registered first is called last.
pub fn at_exit(handler: fn()) {
    if AT_EXIT.set(handler).is_ok() {
        // SAFETY: the callback is a plain function; shared memory and its locks can still be used there.
        unsafe { pg_sys::on_shmem_exit(Some(exiting), Datum::null()) };
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn exiting(_code: c_int, _argument: Datum) {
    if let Some(handler) = AT_EXIT.get() {
        handler();
    }
}
