//! What the variable `UNHANG` says: words with commas between them.

use crate::channel::CapacityMode;
use crate::report::Policy;
use std::sync::OnceLock;

/// What is set from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) policy: Policy,
    pub(crate) stranded: bool,
    pub(crate) capacity: CapacityMode,
}

impl Settings {
    const NONE: Settings = Settings { policy: Policy::Panic, stranded: false, capacity: CapacityMode::Declared };

    fn read(text: &str) -> Result<Settings, String> {
        let mut settings = Settings::NONE;
        for word in text.split(',').map(str::trim) {
            match word {
                "" => {}
                "panic" => settings.policy = Policy::Panic,
                "report" => settings.policy = Policy::Report,
                "abort" => settings.policy = Policy::Abort,
                "break" => settings.policy = Policy::Break,
                "off" => settings.policy = Policy::Off,
                "stranded" => settings.stranded = true,
                "capacity=declared" => settings.capacity = CapacityMode::Declared,
                "capacity=0" => settings.capacity = CapacityMode::Rendezvous,
                "capacity=unbounded" => settings.capacity = CapacityMode::Unbounded,
                _ => return Err(refused(text)),
            }
        }
        Ok(settings)
    }
}

fn refused(text: &str) -> String {
    format!(
        "the variable UNHANG is {text:?}; it must be one of panic, report, abort, break, off, or a list with commas of one of these, \
         stranded, and one of capacity=declared, capacity=0, capacity=unbounded"
    )
}

/// What the variable says; read once.
///
/// Panics when it says something else than is allowed.
#[cold]
pub(crate) fn from_environment() -> Settings {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    let read = || match std::env::var("UNHANG") {
        Ok(text) => Settings::read(&text).unwrap_or_else(|message| panic!("{message}")),
        Err(_) => Settings::NONE,
    };
    *SETTINGS.get_or_init(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let table = [
            ("", Settings::NONE),
            ("report", Settings { policy: Policy::Report, ..Settings::NONE }),
            ("break", Settings { policy: Policy::Break, ..Settings::NONE }),
            ("stranded", Settings { stranded: true, ..Settings::NONE }),
            ("off, capacity=0", Settings { policy: Policy::Off, capacity: CapacityMode::Rendezvous, ..Settings::NONE }),
            ("abort,stranded,capacity=unbounded", Settings { policy: Policy::Abort, stranded: true, capacity: CapacityMode::Unbounded }),
        ];
        for (text, settings) in table {
            assert_eq!(Settings::read(text), Ok(settings), "{text}");
        }
        for text in ["loud", "panic report", "capacity", "capacity=1", "report;stranded"] {
            assert!(Settings::read(text).is_err_and(|message| message.contains(text)), "{text}");
        }
    }
}
