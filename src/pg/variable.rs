//! A variable of the server, changed for a while.

/// Puts a variable of this backend back when dropped, on every way out: also where an ERROR unwinds.
///
/// For settings that each read changes: the server's own machinery for settings costs microseconds.
pub(super) struct Changed<T: Copy> {
    variable: *mut T,
    former: T,
}

impl<T: Copy> Changed<T> {
    /// # Safety
    /// `variable` is a variable of the server's that only this backend's one thread touches.
    pub(super) unsafe fn to(variable: *mut T, value: T) -> Changed<T> {
        // SAFETY: as required of the caller.
        unsafe {
            let former = *variable;
            *variable = value;
            Changed { variable, former }
        }
    }
}

impl<T: Copy> Drop for Changed<T> {
    fn drop(&mut self) {
        // SAFETY: as required where it was made.
        unsafe { *self.variable = self.former };
    }
}
