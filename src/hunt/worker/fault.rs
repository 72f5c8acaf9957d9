//! The fault address of a fatal signal, so that the supervisor can tell a stack overflow from other
//! faults.

use super::page::Page;
use std::ffi::c_void;
use std::io;
use std::mem;
use std::ptr;
use std::sync::OnceLock;

/// Bytes of the stack on which the handler runs.
const ALTERNATE: usize = 64 << 10;

static PAGE: OnceLock<&'static Page> = OnceLock::new();

/// Writes the address of the first fault to the page; the signal then ends the process as usual.
///
/// # Errors
/// If the system refuses the handler.
pub(super) fn watch(page: &'static Page) -> io::Result<()> {
    let here = 0u8;
    page.note_stack(ptr::from_ref(&here) as u64);
    PAGE.get_or_init(|| page);
    let stack = libc::stack_t {
        ss_sp: Box::leak(vec![0u8; ALTERNATE].into_boxed_slice())
            .as_mut_ptr()
            .cast(),
        ss_flags: 0,
        ss_size: ALTERNATE,
    };
    // SAFETY: the stack is never freed, and no other one is in use.
    checked(unsafe { libc::sigaltstack(&stack, ptr::null_mut()) })?;
    for signal in [libc::SIGSEGV, libc::SIGBUS] {
        // SAFETY: all bytes zero are a valid `sigaction`; the handler has the type that SA_SIGINFO
        // asks for.
        unsafe {
            let mut action: libc::sigaction = mem::zeroed();
            action.sa_sigaction = note as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_RESETHAND;
            checked(libc::sigaction(signal, &action, ptr::null_mut()))?;
        }
    }
    Ok(())
}

/// On return, the instruction faults again, without a handler.
extern "C" fn note(_: i32, info: *mut libc::siginfo_t, _: *mut c_void) {
    if let Some(page) = PAGE.get() {
        // SAFETY: the kernel passes a valid `siginfo_t` whose fields are those of a fault for these
        // two signals.
        page.note_fault(unsafe { (*info).si_addr() } as u64);
    }
}

fn checked(result: i32) -> io::Result<()> {
    match result {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
