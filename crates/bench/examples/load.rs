//! Sends checks to a server at a steady rate and prints how long the answers took:
//! `load ADDRESS PATH BODY RATE SECONDS`, for example `load 127.0.0.1:8080 /check/ 'screen=kick&pop=present' 500 10`.
//! The time of each answer counts from the moment at which it was due to be sent, so that a server that falls behind
//! cannot hide it.

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use heelrise_bench::percentile;

const CONNECTIONS: u32 = 16;

type Times = Result<Vec<Duration>, String>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, path, body, rate, seconds] = arguments.as_slice() else {
        return Err("Give ADDRESS PATH BODY RATE SECONDS.".into());
    };
    let (rate, seconds): (u32, u32) = (rate.parse()?, seconds.parse()?);
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Sec-Fetch-Site: same-origin\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let start = Instant::now() + Duration::from_millis(200);
    let workers: Vec<std::thread::JoinHandle<Times>> = (0..CONNECTIONS)
        .map(|n| {
            let (address, request) = (address.clone(), request.clone());
            std::thread::spawn(move || {
                work(&address, &request, (n..rate * seconds).step_by(CONNECTIONS as usize), start, rate)
                    .map_err(|e| e.to_string())
            })
        })
        .collect();
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.join().map_err(|_| "a connection stopped")??);
    }
    let took = start.elapsed().as_secs_f64();
    times.sort();
    println!(
        "{} answers in {took:.1} s ({:.0}/s): half within {:.2} ms, 99 % within {:.2} ms, slowest {:.2} ms",
        times.len(),
        times.len() as f64 / took,
        percentile(&times, 0.5).as_secs_f64() * 1e3,
        percentile(&times, 0.99).as_secs_f64() * 1e3,
        percentile(&times, 1.0).as_secs_f64() * 1e3,
    );
    Ok(())
}

fn work(
    address: &str,
    request: &str,
    turns: impl Iterator<Item = u32>,
    start: Instant,
    rate: u32,
) -> Result<Vec<Duration>, Box<dyn Error>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut times = Vec::new();
    for turn in turns {
        let due = start + Duration::from_secs_f64(f64::from(turn) / f64::from(rate));
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        stream.write_all(request.as_bytes())?;
        read_answer(&mut stream)?;
        times.push(due.elapsed());
    }
    Ok(times)
}

/// Reads one whole answer with a known length; anything but 200 is an error.
fn read_answer(stream: &mut TcpStream) -> Result<(), Box<dyn Error>> {
    let mut got = Vec::with_capacity(64 * 1024);
    let mut piece = [0; 16 * 1024];
    loop {
        let n = stream.read(&mut piece)?;
        if n == 0 {
            return Err("the server closed the connection".into());
        }
        got.extend_from_slice(&piece[..n]);
        let Some(end) = got.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&got[..end]).to_ascii_lowercase();
        if !head.starts_with("http/1.1 200") {
            return Err(format!("not answered: {}", head.lines().next().unwrap_or_default()).into());
        }
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.ok_or("an answer without a length")?.trim().parse()?;
        if got.len() >= end + 4 + length {
            return Ok(());
        }
    }
}
