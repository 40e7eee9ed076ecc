//! Memory that all processes of the server share: places of fixed size, each guarded by one of the server's locks.

use std::ffi::{CStr, c_int};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering};

use pgrx::pg_sys;

/// The name under which the server lists our locks.
const TRANCHE: &CStr = c"pg_feed";

/// A value of type `T` in shared memory. Nobody is given it where the library was not preloaded.
///
/// `T` must hold no pointer into a process's own memory. It is shared as it stands: all processes descend from the
/// postmaster that loaded the library.
pub struct Shared<T: 'static> {
    name: &'static CStr,
    initial: fn() -> T,
    place: AtomicPtr<T>,
    lock: AtomicPtr<pg_sys::LWLock>,
}

// SAFETY: a process of the server has one thread that comes here. Between processes the lock guards the value.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    pub const fn new(name: &'static CStr, initial: fn() -> T) -> Shared<T> {
        Shared {
            name,
            initial,
            place: AtomicPtr::new(std::ptr::null_mut()),
            lock: AtomicPtr::new(std::ptr::null_mut()),
        }
    }

    /// Runs `work` with the value, alone among all processes; None where there is no shared memory of ours.
    ///
    /// The work must be short and only touch the value: whoever waits for the lock cannot be interrupted.
    pub fn alone<R>(&self, work: impl FnOnce(&T) -> R) -> Option<R> {
        let value = self.unguarded()?;
        let _held = Held::wait(self.lock.load(Ordering::Relaxed));
        Some(work(value))
    }

    /// The same where the lock can be had at once; None where it cannot.
    pub fn alone_at_once<R>(&self, work: impl FnOnce(&T) -> R) -> Option<R> {
        let value = self.unguarded()?;
        let _held = Held::at_once(self.lock.load(Ordering::Relaxed))?;
        Some(work(value))
    }

    /// The value without the lock: for its atomic fields only.
    pub fn unguarded(&self) -> Option<&T> {
        // SAFETY: null, or made by `attach` and there as long as the server runs.
        unsafe { self.place.load(Ordering::Relaxed).as_ref() }
    }
}

/// One of the server's locks while it is held; released on every way out.
struct Held(*mut pg_sys::LWLock);

impl Held {
    fn wait(lock: *mut pg_sys::LWLock) -> Held {
        // SAFETY: a lock of our tranche, made before any process could come here.
        unsafe { pg_sys::LWLockAcquire(lock, pg_sys::LWLockMode::LW_EXCLUSIVE) };
        Held(lock)
    }

    fn at_once(lock: *mut pg_sys::LWLock) -> Option<Held> {
        // SAFETY: as above.
        let held =
            unsafe { pg_sys::LWLockConditionalAcquire(lock, pg_sys::LWLockMode::LW_EXCLUSIVE) };
        held.then(|| Held(lock))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: held since this value was made.
        unsafe { pg_sys::LWLockRelease(self.0) };
    }
}

/// A [`Shared`] of any type, as the server's start-up sees it.
pub trait Place: Sync {
    fn size(&self) -> usize;

    /// Finds the value, or makes it where this process is the first.
    ///
    /// # Safety
    /// Called while the server sets up its shared memory, with a lock of our tranche that no other place has.
    unsafe fn attach(&self, lock: *mut pg_sys::LWLock);
}

impl<T> Place for Shared<T> {
    fn size(&self) -> usize {
        size_of::<T>()
    }

    unsafe fn attach(&self, lock: *mut pg_sys::LWLock) {
        let mut found = false;
        // SAFETY: the server gives memory of this size, aligned for any type, or raises.
        unsafe {
            let place =
                pg_sys::ShmemInitStruct(self.name.as_ptr(), size_of::<T>(), &mut found) as *mut T;
            if !found {
                place.write((self.initial)());
            }
            self.place.store(place, Ordering::Relaxed);
        }
        self.lock.store(lock, Ordering::Relaxed);
    }
}

static PLACES: OnceLock<&'static [&'static dyn Place]> = OnceLock::new();
static FORMER_REQUEST: OnceLock<pg_sys::shmem_request_hook_type> = OnceLock::new();
static FORMER_STARTUP: OnceLock<pg_sys::shmem_startup_hook_type> = OnceLock::new();

fn places() -> &'static [&'static dyn Place] {
    PLACES.get().copied().unwrap_or_default()
}

/// Asks for these places; called once, while the server preloads libraries.
pub fn request(places: &'static [&'static dyn Place]) {
    if PLACES.set(places).is_err() {
        return;
    }
    // SAFETY: hooks are variables of the postmaster, which has one thread; the former ones are kept and called.
    unsafe {
        let _ = FORMER_REQUEST.set(pg_sys::shmem_request_hook);
        pg_sys::shmem_request_hook = Some(requested);
        let _ = FORMER_STARTUP.set(pg_sys::shmem_startup_hook);
        pg_sys::shmem_startup_hook = Some(started);
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn requested() {
    // SAFETY: called by the postmaster when memory and locks may be asked for. An error here ends its start.
    unsafe {
        if let Some(Some(former)) = FORMER_REQUEST.get() {
            former();
        }
        for place in places() {
            pg_sys::RequestAddinShmemSpace(pg_sys::MAXALIGN(place.size()));
        }
        pg_sys::RequestNamedLWLockTranche(TRANCHE.as_ptr(), places().len() as c_int);
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn started() {
    // SAFETY: called by the postmaster alone, before its children, which inherit what is found here; the tranche has
    // as many locks as there are places.
    unsafe {
        if let Some(Some(former)) = FORMER_STARTUP.get() {
            former();
        }
        let locks = pg_sys::GetNamedLWLockTranche(TRANCHE.as_ptr());
        for (number, place) in places().iter().enumerate() {
            place.attach(&raw mut (*locks.add(number)).lock);
        }
    }
}
