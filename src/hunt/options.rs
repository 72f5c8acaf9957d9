//! What a hunt is asked for.

use std::path::PathBuf;
use std::time::Duration;

/// See [`super::hunt`].
#[derive(Clone, Debug)]
pub struct Options {
    /// How long to hunt.
    pub time: Duration,
    /// Where entropy starts.
    pub seed: u64,
    /// How many workers, at least one.
    pub jobs: u32,
    /// The directory for everything that is written.
    pub out: PathBuf,
}

/// Parses `90s`, `15m`, `8h` or `2d`; a number without a unit is seconds.
///
/// # Errors
/// Says what a duration looks like.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no duration; write 90s, 15m, 8h or 2d");
    let (number, unit) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(at) => text.split_at(at),
        None => (text, "s"),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    let total = number.checked_mul(seconds).filter(|&total| total > 0);
    total.map(Duration::from_secs).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        assert_eq!(parse_duration("60s"), Ok(Duration::from_secs(60)));
        assert_eq!(parse_duration("45"), Ok(Duration::from_secs(45)));
        assert_eq!(parse_duration("8h"), Ok(Duration::from_secs(8 * 3600)));
    }

    #[test]
    fn nonsense_is_no_duration() {
        for text in [
            "banana",
            "",
            "s",
            "-1s",
            "0s",
            "1w",
            "99999999999999999999d",
        ] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
