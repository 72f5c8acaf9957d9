//! The smallest edit that turns a text into its mutant.

use std::ops::Range;

/// An edit of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// The bytes that are replaced.
    pub(crate) at: Range<usize>,
    /// The replacement.
    pub(crate) with: String,
}

/// Why there is no edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// The text contains `find` this many times instead of once.
    Matches(usize),
    /// `find` and `replace` are the same.
    Same,
}

impl Edit {
    /// Replaces `find` by `replace`, without their common prefix and suffix.
    pub(crate) fn of(source: &str, find: &str, replace: &str) -> Result<Edit, Misfit> {
        let places = places(source, find);
        let [start] = places[..] else {
            return Err(Misfit::Matches(places.len()));
        };
        if find == replace {
            return Err(Misfit::Same);
        }
        let same = |(a, b): &(char, char)| a == b;
        let len = |(a, _): (char, char)| a.len_utf8();
        let before: usize = find
            .chars()
            .zip(replace.chars())
            .take_while(same)
            .map(len)
            .sum();
        let (find, replace) = (&find[before..], &replace[before..]);
        let pairs = find.chars().rev().zip(replace.chars().rev());
        let behind: usize = pairs.take_while(same).map(len).sum();
        let start = start + before;
        Ok(Edit {
            at: start..start + find.len() - behind,
            with: replace[..replace.len() - behind].to_owned(),
        })
    }

    /// The edited text of `range`. The edit must lie inside it.
    pub(crate) fn apply(&self, source: &str, range: Range<usize>) -> String {
        let before = &source[range.start..self.at.start];
        let behind = &source[self.at.end..range.end];
        [before, &self.with, behind].concat()
    }
}

/// All positions of `find` in the text, overlapping ones included.
fn places(source: &str, find: &str) -> Vec<usize> {
    let starts = source.char_indices().map(|(at, _)| at);
    starts
        .filter(|&at| source[at..].starts_with(find))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_what_differs() {
        for (source, find, replace, at, with) in [
            ("let a = b + c;", "a = b", "a = d", 8..9, "d"),
            ("xabcx", "abc", "ac", 2..3, ""),
            ("xacx", "ac", "abc", 2..2, "b"),
            ("xaax", "aa", "a", 2..3, ""),
            ("xax", "a", "aa", 2..2, "a"),
            ("«é»", "é", "è", 2..4, "è"),
            ("whole", "whole", "part", 0..5, "part"),
        ] {
            let edit = Edit::of(source, find, replace).expect("it is there once");
            let with = with.to_owned();
            assert_eq!(edit, Edit { at, with }, "{source} {find} {replace}");
            assert_eq!(
                edit.apply(source, 0..source.len()),
                source.replacen(find, replace, 1)
            );
        }
    }

    #[test]
    fn what_is_not_there_exactly_once_is_no_edit() {
        assert_eq!(Edit::of("abc", "d", "e"), Err(Misfit::Matches(0)));
        assert_eq!(Edit::of("abab", "ab", "e"), Err(Misfit::Matches(2)));
        assert_eq!(Edit::of("aaa", "aa", "e"), Err(Misfit::Matches(2)));
        assert_eq!(Edit::of("abc", "b", "b"), Err(Misfit::Same));
    }
}
