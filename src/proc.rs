//! What the system says of processes, from `/proc`; see proc(5).

use std::fs;
use std::process;
use std::time::Duration;

/// Memory of a process, in MiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProcessMemory {
    /// Resident now (`VmRSS`).
    pub(crate) now: u64,
    /// Most that ever was resident (`VmHWM`).
    pub(crate) peak: u64,
}

impl ProcessMemory {
    /// Of the process with that number; none where there is no `/proc`, or no such process.
    pub(crate) fn of(process: u32) -> Option<ProcessMemory> {
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let field = |name: &str| -> Option<u64> {
            let line = status.lines().find(|line| line.starts_with(name))?;
            let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
            Some(kib / 1024)
        };
        Some(ProcessMemory {
            now: field("VmRSS:")?,
            peak: field("VmHWM:")?,
        })
    }
}

/// Processor time that a process has used, running or not yet waited for; none where there is no
/// `/proc`, or no such process.
pub(crate) fn cpu_time(process: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is the program's name in parentheses, and may hold anything.
    let fields = stat.rsplit_once(") ")?.1;
    let ticks = fields.split(' ').skip(UTIME - STATE).take(2);
    let ticks: Vec<u64> = ticks.map_while(|field| field.parse().ok()).collect();
    let [user, system] = ticks[..] else {
        return None;
    };
    let seconds = (user + system) as f64 / rustix::param::clock_ticks_per_second() as f64;
    Some(Duration::from_secs_f64(seconds))
}

/// Numbers of fields of `/proc/PID/stat`: the first one after the name, and the first of the two
/// times.
const STATE: usize = 3;
const UTIME: usize = 14;

/// Peak resident memory of this process, in MiB; none where there is no `/proc`.
pub(crate) fn peak_rss_mb() -> Option<u64> {
    ProcessMemory::of(process::id()).map(|memory| memory.peak)
}
