//! The oracle of call and address sites, on tampered code and tampered CLIF.

use crate::common::{arena, pair, patch, tail_pair};
use farcall::case::*;
use farcall::link::Linker;
use farcall::oracle::key::{SiteKey, SiteUse};
use farcall::oracle::{self, Key};

/// The key of the first wrong site if `case` is linked and judged as if it were `other`.
fn sites(case: &Case, other: &Case) -> Option<Key> {
    let mut linker = Linker::new(arena());
    let image = linker.link(case).expect("it links");
    assert_eq!(oracle::sites(case, &image), None);
    oracle::sites(other, &image).map(|finding| finding.key)
}

fn wrong_symbol(used: SiteUse) -> Key {
    Key::Site(SiteKey::WrongSymbol(used))
}

/// The key when CLIF names another callee than the code does.
pub(crate) fn other_callee(kind: CallKind) -> Key {
    let case = pair(kind, None);
    let mut other = case.clone();
    let call = other.functions[0].calls_mut().next().expect("a call");
    call.callee = 0;
    sites(&case, &other).expect("it is caught")
}

#[test]
fn a_site_that_names_what_clif_does_not_is_caught() {
    for (kind, used) in [
        (CallKind::Near, SiteUse::Call),
        (CallKind::AddressNear, SiteUse::Address),
        (CallKind::Far, SiteUse::Literal),
        (CallKind::AddressFar, SiteUse::Literal),
    ] {
        assert_eq!(other_callee(kind), wrong_symbol(used));
        let case = pair(kind, None);
        // CLIF names the callee, but in another way.
        let mut other = case.clone();
        let call = other.functions[0].calls_mut().next().expect("a call");
        call.kind = if kind.is_near() {
            kind.as_far()
        } else {
            CallKind::Near
        };
        assert_eq!(sites(&case, &other), Some(wrong_symbol(used)));
    }
    let mut case = tail_pair();
    let call = case.functions[0].calls_mut().next().expect("a call");
    call.kind = CallKind::Near;
    let mut other = case.clone();
    let call = other.functions[0].calls_mut().next().expect("a call");
    call.callee = 0;
    assert_eq!(sites(&case, &other), Some(wrong_symbol(SiteUse::TailCall)));
}

/// The key of the first wrong site after `change` to the first auipc of %f0 and the instruction
/// behind it.
fn sites_after(kind: CallKind, change: impl FnOnce(&mut [u32; 2])) -> Option<Key> {
    let mut case = pair(kind, None);
    (case.target.zca, case.target.zcb) = (false, false);
    let mut linker = Linker::new(arena());
    let mut image = linker.link(&case).expect("it links");
    let span = image.function(0);
    let words: Vec<u32> = image
        .bytes(span)
        .chunks_exact(4)
        .map(|word| u32::from_le_bytes(word.try_into().expect("four bytes")))
        .collect();
    let first = words.iter().position(|word| word & 0x7f == 0x17);
    let first = first.expect("an auipc");
    let mut halves = [words[first], words[first + 1]];
    change(&mut halves);
    let words = [&words[..first], &halves, &words[first + 2..]].concat();
    patch(&mut image, 0, &words);
    oracle::sites(&case, &image).map(|finding| finding.key)
}

/// The key when a site leads to four bytes past the callee's entry, by its low half.
pub(crate) fn past_callee(kind: CallKind) -> Key {
    let past = |halves: &mut [u32; 2]| halves[1] = halves[1].wrapping_add(4 << 20);
    sites_after(kind, past).expect("it is caught")
}

/// The key when the second half of a pair reads another register.
pub(crate) fn half_a_pair() -> Key {
    let other = |halves: &mut [u32; 2]| halves[1] ^= 2 << 15;
    sites_after(CallKind::Near, other).expect("it is caught")
}

#[test]
fn a_site_that_leads_nowhere_is_caught_and_half_a_pair() {
    let no_symbol = |used| Key::Site(SiteKey::NoSymbol(used));
    assert_eq!(past_callee(CallKind::Near), no_symbol(SiteUse::Call));
    assert_eq!(
        past_callee(CallKind::AddressNear),
        no_symbol(SiteUse::Address)
    );
    assert_eq!(half_a_pair(), Key::Site(SiteKey::HalfAPair));
    assert_eq!(sites_after(CallKind::Near, |_| {}), None);
}
