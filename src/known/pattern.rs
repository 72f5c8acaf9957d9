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

/// Whether some key matches both patterns.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    let (ones, others) = (one.split('/'), other.split('/'));
    ones.clone().count() == others.clone().count()
        && ones
            .zip(others)
            .all(|(one, other)| overlap_part(one, other))
}

fn overlap_part(one: &str, other: &str) -> bool {
    let rest = |text: &str| text.chars().next().map(char::len_utf8);
    match (rest(one), rest(other)) {
        (None, None) => true,
        // The star stands for nothing, or for the next character of the other pattern.
        (Some(1), _) if one.starts_with('*') => {
            overlap_part(&one[1..], other)
                || rest(other).is_some_and(|len| overlap_part(one, &other[len..]))
        }
        (_, Some(1)) if other.starts_with('*') => overlap_part(other, one),
        (Some(a), Some(b)) => one[..a] == other[..b] && overlap_part(&one[a..], &other[b..]),
        _ => false,
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

    #[test]
    fn patterns_overlap_if_one_key_matches_both() {
        for (one, other) in [
            ("abi/a", "abi/a"),
            ("abi/*/t3", "abi/return-edge/*"),
            ("a*c", "*bc"),
            ("*", "a*"),
            ("x/be*-2gib", "x/*yond-*"),
        ] {
            assert!(overlap(one, other) && overlap(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("abi/a", "abi/b"),
            ("abi/*", "abi/a/b"),
            ("a*c", "b*"),
            ("x/last-*", "x/beyond-*"),
        ] {
            assert!(
                !overlap(one, other) && !overlap(other, one),
                "{one} {other}"
            );
        }
    }
}
