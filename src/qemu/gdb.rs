//! A client of QEMU's gdb stub, over a socket in the file system ("Debugging with GDB", appendix
//! "GDB Remote Serial Protocol").
//!
//! riscv64's registers are numbered x0 to x31, pc, f0 to f31; their bytes are little-endian.

use farcall_machine::{Hart, IntReg, Reg, RegClass};
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// How long QEMU may take to start, or to answer.
const LIMIT: Duration = Duration::from_secs(20);
/// The number of pc.
const PC: usize = 32;
/// The classes that are read and written, by index, with the number of their first register.
const CLASSES: [(RegClass, usize); 2] = [(RegClass::Int, 0), (RegClass::Float, 33)];
/// Bytes of memory in one packet: QEMU takes packets of 4096 characters.
const CHUNK: usize = 1024;

/// Why the guest stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// At a breakpoint, or after a single step.
    Trap,
    /// A signal other than SIGTRAP.
    Signal(i32),
    /// It has exited.
    Ended,
}

/// A connection.
#[derive(Debug)]
pub(crate) struct Gdb {
    stream: UnixStream,
    /// Bytes read that do not make a packet yet.
    rest: Vec<u8>,
}

impl Gdb {
    /// Connects to the stub behind `socket`, which may take a while to be there.
    pub(crate) fn connect(socket: &Path) -> io::Result<Gdb> {
        let begun = Instant::now();
        let stream = loop {
            match UnixStream::connect(socket) {
                Ok(stream) => break stream,
                Err(error) if begun.elapsed() > LIMIT => return Err(error),
                Err(_) => thread::sleep(Duration::from_millis(1)),
            }
        };
        stream.set_read_timeout(Some(LIMIT))?;
        Ok(Gdb {
            stream,
            rest: Vec::new(),
        })
    }

    /// pc.
    pub(crate) fn pc(&mut self) -> io::Result<u64> {
        let (_, pc) = self.integers()?;
        Ok(pc)
    }

    /// Reads pc and the registers of [`CLASSES`] into `hart`.
    pub(crate) fn read_registers(&mut self, hart: &mut Hart) -> io::Result<()> {
        (hart.x, hart.pc) = self.integers()?;
        for register in CLASSES[1..].iter().flat_map(|(class, _)| Reg::all(*class)) {
            let bytes = unhex(&self.ask(&format!("p{:x}", number(register)))?)?;
            let mut words = bytes.chunks_exact(8).map(word);
            hart.write(register, words.next().unwrap_or(0));
        }
        Ok(())
    }

    /// Gives the guest pc and the registers of [`CLASSES`].
    pub(crate) fn write_registers(&mut self, hart: &Hart) -> io::Result<()> {
        for register in registers() {
            self.set(number(register), hart.read(register))?;
        }
        self.set(PC, hart.pc)
    }

    /// Gives the guest the registers that differ from `before`.
    pub(crate) fn update_registers(&mut self, hart: &Hart, before: &Hart) -> io::Result<()> {
        for register in registers().filter(|&r| hart.read(r) != before.read(r)) {
            self.set(number(register), hart.read(register))?;
        }
        if hart.pc != before.pc {
            self.set(PC, hart.pc)?;
        }
        Ok(())
    }

    /// x0 to x31, and pc, in one packet.
    fn integers(&mut self) -> io::Result<([u64; 32], u64)> {
        let bytes = unhex(&self.ask("g")?)?;
        let words = bytes.chunks_exact(8).map(word);
        let words: Vec<u64> = words.take(PC + 1).collect();
        let x = words.get(..PC).and_then(|x| x.try_into().ok());
        match (x, words.get(PC)) {
            (Some(x), Some(&pc)) => Ok((x, pc)),
            _ => Err(garbled("too few registers")),
        }
    }

    fn set(&mut self, number: usize, value: u64) -> io::Result<()> {
        self.demand(&format!("P{number:x}={}", hex(&value.to_le_bytes())))
    }

    /// `len` bytes from `address`.
    pub(crate) fn read(&mut self, address: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            let count = CHUNK.min(len - bytes.len());
            let at = address + bytes.len() as u64;
            let part = unhex(&self.ask(&format!("m{at:x},{count:x}"))?)?;
            if part.len() != count {
                return Err(garbled("memory that is not there"));
            }
            bytes.extend(part);
        }
        Ok(bytes)
    }

    /// Writes `bytes` to `address`.
    pub(crate) fn write(&mut self, address: u64, bytes: &[u8]) -> io::Result<()> {
        for (n, part) in (0_u64..).zip(bytes.chunks(CHUNK)) {
            let at = address + n * CHUNK as u64;
            self.demand(&format!("M{at:x},{:x}:{}", part.len(), hex(part)))?;
        }
        Ok(())
    }

    /// Sets a breakpoint on the instruction at `address`, which has `len` bytes.
    pub(crate) fn stop_at(&mut self, address: u64, len: u8) -> io::Result<()> {
        self.demand(&format!("Z0,{address:x},{len}"))
    }

    /// Lets the guest go on until it stops.
    pub(crate) fn resume(&mut self) -> io::Result<Stop> {
        stop(&self.ask("c")?)
    }

    /// Lets the guest execute one instruction.
    pub(crate) fn step(&mut self) -> io::Result<Stop> {
        stop(&self.ask("s")?)
    }

    fn demand(&mut self, packet: &str) -> io::Result<()> {
        match self.ask(packet)?.as_str() {
            "OK" => Ok(()),
            answer => Err(garbled(&format!("{answer:?} to {packet:?}"))),
        }
    }

    /// Sends a packet and returns the answer, which it acknowledges: QEMU has no mode without
    /// acknowledgement.
    fn ask(&mut self, packet: &str) -> io::Result<String> {
        let sum = packet.bytes().fold(0_u8, u8::wrapping_add);
        self.stream
            .write_all(format!("${packet}#{sum:02x}").as_bytes())?;
        let mut buffer = [0; 4096];
        loop {
            if let Some(answer) = take_packet(&mut self.rest) {
                self.stream.write_all(b"+")?;
                return Ok(answer);
            }
            match self.stream.read(&mut buffer)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => self.rest.extend(&buffer[..count]),
            }
        }
    }
}

/// Every register of [`CLASSES`] that can be set.
fn registers() -> impl Iterator<Item = Reg> {
    let all = CLASSES.iter().flat_map(|(class, _)| Reg::all(*class));
    all.filter(|&register| register != Reg::int(IntReg::ZERO))
}

/// The number that the stub gives a register of [`CLASSES`].
fn number(register: Reg) -> usize {
    let (_, first) = CLASSES[register.class().index()];
    first + register.index()
}

/// Removes the first whole packet from `bytes`, with all that is before it, and returns its
/// contents.
fn take_packet(bytes: &mut Vec<u8>) -> Option<String> {
    let start = bytes.iter().position(|&b| b == b'$')?;
    let end = start + bytes[start..].iter().position(|&b| b == b'#')?;
    if bytes.len() < end + 3 {
        return None;
    }
    let packet = String::from_utf8_lossy(&bytes[start + 1..end]).into_owned();
    bytes.drain(..end + 3);
    Some(packet)
}

fn stop(answer: &str) -> io::Result<Stop> {
    /// SIGTRAP.
    const TRAP: i32 = 5;
    let number = answer
        .get(1..3)
        .and_then(|digits| i32::from_str_radix(digits, 16).ok());
    match (answer.as_bytes().first(), number) {
        (Some(b'T' | b'S'), Some(TRAP)) => Ok(Stop::Trap),
        (Some(b'T' | b'S' | b'X'), Some(signal)) => Ok(Stop::Signal(signal)),
        (Some(b'W'), _) => Ok(Stop::Ended),
        _ => Err(garbled(answer)),
    }
}

fn garbled(answer: &str) -> io::Error {
    io::Error::other(format!("QEMU's gdb stub answered {answer}"))
}

fn word(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(text, "{byte:02x}").expect("strings take all text");
    }
    text
}

fn unhex(text: &str) -> io::Result<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    };
    let bytes: Option<Vec<u8>> = digits.map(byte).collect();
    bytes.ok_or_else(|| garbled(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_taken_out_of_what_comes() {
        let mut bytes = b"++$OK#9a$T05thread:01;#".to_vec();
        assert_eq!(take_packet(&mut bytes).as_deref(), Some("OK"));
        assert_eq!(take_packet(&mut bytes), None);
        bytes.extend(b"00");
        let answer = take_packet(&mut bytes).expect("it is whole now");
        assert_eq!(stop(&answer).expect("a stop"), Stop::Trap);
        assert_eq!(stop("T0bthread:1;").expect("a stop"), Stop::Signal(11));
        assert_eq!(stop("W00").expect("a stop"), Stop::Ended);
        assert!(stop("E01").is_err());
    }

    #[test]
    fn bytes_go_there_and_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(unhex(&hex(&bytes)).expect("digits"), bytes);
        assert!(unhex("0x").is_err());
    }
}
