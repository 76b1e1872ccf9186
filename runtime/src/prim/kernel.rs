//! What the kernel says of the process's threads.

/// The kernel's number of the current thread.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn own_id() -> Option<u32> {
    std::fs::read_link("/proc/thread-self").ok()?.file_name()?.to_str()?.parse().ok()
}

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn listed() -> Option<Vec<u32>> {
    let id = |entry: std::io::Result<std::fs::DirEntry>| entry.ok()?.file_name().to_str()?.parse().ok();
    std::fs::read_dir("/proc/self/task").ok()?.map(id).collect()
}

/// Whether the kernel is taking the thread apart, so that no code of the program runs on it any more.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn is_exiting(id: u32) -> bool {
    const PF_EXITING: u32 = 4;
    let Some(stat) = stat(id) else { return true };
    // State, four groups and the terminal, flags.
    let flags = stat.split_whitespace().nth(6).and_then(|flags| flags.parse::<u32>().ok());
    flags.is_some_and(|flags| flags & PF_EXITING != 0)
}

/// What the kernel says of a thread, after its name. None if it is gone.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn stat(id: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/self/task/{id}/stat")).ok()?;
    // The name ends at the last parenthesis, and may hold anything.
    stat.rsplit(')').next().map(str::to_owned)
}

/// The kernel's letter for what a thread does: `R` for running, `S` for sleeping, `Z` for gone but for its number. None if it is gone.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn state(id: u32) -> Option<char> {
    stat(id)?.trim_start().chars().next()
}

/// Unknown: it gets some time to fall asleep.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn state(_: u32) -> Option<char> {
    std::thread::sleep(std::time::Duration::from_micros(200));
    None
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn is_exiting(_: u32) -> bool {
    false
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn own_id() -> Option<u32> {
    None
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn listed() -> Option<Vec<u32>> {
    None
}
