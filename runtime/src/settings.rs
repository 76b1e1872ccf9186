//! What the variable `UNHANG` says: words with commas between them.

use crate::channel::CapacityMode;
use crate::report::Policy;
use std::path::PathBuf;
use std::sync::OnceLock;

/// What is set from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) struct Settings {
    pub(crate) policy: Policy,
    pub(crate) stranded: bool,
    pub(crate) capacity: CapacityMode,
    /// Where findings are saved.
    pub(crate) save: Option<PathBuf>,
    pub(crate) colours: Colours,
    /// Of tests: which schedule, and how many of them.
    pub(crate) seed: Option<u64>,
    pub(crate) schedules: Option<u64>,
}

/// When a report on standard error has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colours {
    /// Where the terminal has them.
    Auto,
    Always,
    Never,
}

impl Settings {
    const NONE: Settings = Settings {
        policy: Policy::Panic,
        stranded: false,
        capacity: CapacityMode::Declared,
        save: None,
        colours: Colours::Auto,
        seed: None,
        schedules: None,
    };

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
                "color=auto" => settings.colours = Colours::Auto,
                "color=always" => settings.colours = Colours::Always,
                "color=never" => settings.colours = Colours::Never,
                _ => settings.set(word).ok_or_else(|| refused(text))?,
            }
        }
        Ok(settings)
    }

    /// Takes a word with a value of its own.
    fn set(&mut self, word: &str) -> Option<()> {
        match word.split_once('=')? {
            ("save", dir) if !dir.is_empty() => self.save = Some(dir.into()),
            ("seed", seed) => self.seed = Some(seed.parse().ok()?),
            ("schedules", schedules) => self.schedules = Some(schedules.parse().ok().filter(|&of| of > 0)?),
            _ => return None,
        }
        Some(())
    }
}

fn refused(text: &str) -> String {
    format!(
        "the variable UNHANG is {text:?}; it must be one of panic, report, abort, break, off, or a list with commas of one of these, \
         stranded, one of capacity=declared, capacity=0, capacity=unbounded, save=DIRECTORY, one of color=auto, color=always, color=never, \
         seed=NUMBER, and schedules=NUMBER"
    )
}

/// What the variable says; read once.
///
/// Panics when it says something else than is allowed.
#[cold]
pub(crate) fn from_environment() -> &'static Settings {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    let read = || match std::env::var("UNHANG") {
        Ok(text) => Settings::read(&text).unwrap_or_else(|message| panic!("{message}")),
        Err(_) => Settings::NONE,
    };
    SETTINGS.get_or_init(read)
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
            (
                "abort,stranded,capacity=unbounded",
                Settings { policy: Policy::Abort, stranded: true, capacity: CapacityMode::Unbounded, ..Settings::NONE },
            ),
            ("panic,save=target/found = 1", Settings { save: Some("target/found = 1".into()), ..Settings::NONE }),
            ("color=always,save=a,save=b", Settings { save: Some("b".into()), colours: Colours::Always, ..Settings::NONE }),
            ("color=always,color=never", Settings { colours: Colours::Never, ..Settings::NONE }),
            ("color=auto", Settings::NONE),
            ("seed=7,schedules=1000", Settings { seed: Some(7), schedules: Some(1000), ..Settings::NONE }),
        ];
        for (text, settings) in table {
            assert_eq!(Settings::read(text), Ok(settings), "{text}");
        }
        for text in [
            "loud",
            "panic report",
            "capacity",
            "capacity=1",
            "report;stranded",
            "save=",
            "save",
            "color",
            "color=blue",
            "seed",
            "seed=x",
            "schedules=0",
        ] {
            assert!(Settings::read(text).is_err_and(|message| message.contains(text)), "{text}");
        }
    }
}
