//! probe
use farcall::*;
fn main() {
    let mut linker = link::Linker::new(link::Arena::map(7).unwrap());
    let mut ck = check::Checker::new(8).unwrap();
    let n: u64 = std::env::args().nth(1).unwrap().parse().unwrap();
    let mut ok = 0;
    let mut fails = std::collections::BTreeMap::<String, (u32, u64)>::new();
    let (mut fns, mut guarded, mut sat, mut drop, mut events, mut ungf) = (0, 0, 0, 0, 0, 0);
    let mut t = [std::time::Duration::ZERO; 3];
    let only: Option<u64> = std::env::args().nth(2).map(|s| s.parse().unwrap());
    for seed in only.unwrap_or(0)..only.unwrap_or(0) + n {
        let mut x = seed.wrapping_mul(0x9e3779b97f4a7c15) ^ 0x1234567;
        let bytes: Vec<u8> = (0..4096)
            .map(|_| {
                x ^= x << 13;
                x ^= x >> 7;
                x ^= x << 17;
                (x >> 24) as u8
            })
            .collect();
        let s = std::time::Instant::now();
        let case = generate::case_from_bytes(&bytes);
        t[0] += s.elapsed();
        let mut again = case.clone();
        again.legalise();
        assert!(again == case, "idempotent {seed}");
        assert!(case::Case::read(&case.to_bytes()) == Ok(case.clone()));
        fns += case.functions.len();
        ungf += case
            .functions
            .iter()
            .filter(|f| f.calls().all(|c| !c.guarded))
            .count();
        guarded += (case.guarded_share() > 0.5) as u32;
        let s = std::time::Instant::now();
        let tr = model::trace(&case);
        t[1] += s.elapsed();
        events += tr.events.len();
        let s = std::time::Instant::now();
        let v = ck.check(&case);
        for f in v.buckets() {
            let e = fails
                .entry(format!(
                    "{:?} {} {}",
                    f.class,
                    f.key,
                    if n == 1 {
                        f.summary.clone()
                    } else {
                        String::new()
                    }
                ))
                .or_default();
            e.0 += 1;
            e.1 = seed;
        }
        if n == 0 {
            match linker.link(&case) {
                Ok(i) => {
                    ok += 1;
                    sat += i.map.satisfied_edges;
                    drop += i.map.dropped_edges;
                }
                Err(f) => {
                    let e = fails
                        .entry(format!(
                            "{:?} {}",
                            std::mem::discriminant(&f.stage),
                            f.cause
                        ))
                        .or_default();
                    e.0 += 1;
                    e.1 = seed;
                }
            }
        }
        t[2] += s.elapsed();
        if n == 1 {
            println!("{case:?}");
        }
    }
    println!(
        "ok {ok} fns {fns} unguarded {ungf} guardedcases {guarded} sat {sat} drop {drop} events {events} t {t:?}"
    );
    for (k, v) in fails {
        println!("{v:?} {k}");
    }
}
