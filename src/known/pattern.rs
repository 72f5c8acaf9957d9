//! Patterns of bucket keys, in which `*` stands for any characters except `/`.

/// Whether `pattern` matches the whole `key`.
pub(super) fn matches(pattern: &str, key: &str) -> bool {
    let (mut patterns, mut keys) = (pattern.split('/'), key.split('/'));
    loop {
        match (patterns.next(), keys.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if matches_part(pattern, part) => {}
            _ => return false,
        }
    }
}

fn matches_part(pattern: &str, part: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == part,
        Some((before, after)) => part.strip_prefix(before).is_some_and(|rest| {
            let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            ends.into_iter().any(|at| matches_part(after, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_characters_within_one_part() {
        assert!(matches("panic/a/b", "panic/a/b"));
        assert!(matches("panic/*/b", "panic/anything/b"));
        assert!(matches("panic/be*-2gib", "panic/beyond-plus-2gib"));
        assert!(matches("*a*", "banana"));
        assert!(!matches("panic/*", "panic/a/b"));
        assert!(!matches("panic/a", "panic/ab"));
        assert!(!matches("panic/a/b", "panic/a"));
    }
}
