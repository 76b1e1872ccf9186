/// Without the run-time checker these programs hang, and that is all there would be to see.
pub(crate) fn or_exit() {
    if !unhang::is_checked() {
        eprintln!("this build looks for nothing, so the program would hang; run it with `--features checked`, or without `--release`");
        std::process::exit(2);
    }
}
