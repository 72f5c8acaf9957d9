//! `cargo bench`: the same as `farcall bench --json`.

fn main() {
    let report = farcall::bench::run(300, 5).unwrap_or_else(|error| panic!("{error}"));
    let json = serde_json::to_string_pretty(&report).expect("a report is plain data");
    println!("{json}");
}
