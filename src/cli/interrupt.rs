//! Ctrl-C.

/// Calls `stop` at the first Ctrl-C; at the second the process ends at once.
pub(super) fn on_interrupt(mut stop: impl FnMut() + Send + 'static) -> anyhow::Result<()> {
    let mut interrupted = false;
    Ok(ctrlc::set_handler(move || {
        if interrupted {
            // The code that a shell gives to a process ended by SIGINT.
            std::process::exit(130);
        }
        interrupted = true;
        stop();
    })?)
}
