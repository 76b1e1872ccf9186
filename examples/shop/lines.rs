//! A client's socket, line by line, in waits that end.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};
use unhang::CancelToken;

/// A read blocks for so long at most, and then looks whether the shop is closing: a token cannot wake it.
const TICK: Duration = Duration::from_millis(20);
/// A client that says nothing for so long is sent home.
const IDLE: Duration = Duration::from_secs(60);
/// A client that does not read its answer for so long is left.
const STUCK: Duration = Duration::from_secs(5);
/// How long the socket of a client is kept that should know by now that nothing more comes.
const FAREWELL: Duration = Duration::from_millis(200);
const LONGEST: usize = 1000;

pub(crate) struct Lines {
    socket: TcpStream,
    buffer: Vec<u8>,
}

/// What came instead of a line.
pub(crate) enum End {
    /// The client is gone.
    Gone,
    Closing,
    Idle,
    TooLong,
}

impl Lines {
    pub(crate) fn new(socket: TcpStream) -> io::Result<Lines> {
        // On some systems it has this from the listener.
        socket.set_nonblocking(false)?;
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(TICK))?;
        socket.set_write_timeout(Some(STUCK))?;
        Ok(Lines { socket, buffer: Vec::new() })
    }

    /// The next line. Ends when the shop is closing, also if a line is there.
    pub(crate) fn next(&mut self, closing: &CancelToken) -> Result<String, End> {
        let start = Instant::now();
        loop {
            if closing.is_cancelled() {
                return Err(End::Closing);
            }
            if let Some(at) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let rest = self.buffer.split_off(at + 1);
                let line = std::mem::replace(&mut self.buffer, rest);
                return Ok(String::from_utf8_lossy(&line).into_owned());
            }
            if self.buffer.len() > LONGEST {
                return Err(End::TooLong);
            }
            if start.elapsed() > IDLE {
                return Err(End::Idle);
            }
            self.read()?;
        }
    }

    fn read(&mut self) -> Result<(), End> {
        let mut bytes = [0; 512];
        match self.socket.read(&mut bytes) {
            Ok(0) => Err(End::Gone),
            Ok(count) => {
                self.buffer.extend_from_slice(&bytes[..count]);
                Ok(())
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) => Ok(()),
            Err(_) => Err(End::Gone),
        }
    }

    /// An error is a client that is gone, or stuck.
    pub(crate) fn write(&mut self, line: &str) -> io::Result<()> {
        self.socket.write_all(format!("{line}\n").as_bytes())
    }

    /// Ends the conversation. What the client still says is not left unread: then the system would take back what it was told.
    pub(crate) fn part(mut self, line: &str) {
        if self.write(line).is_err() || self.socket.shutdown(Shutdown::Write).is_err() {
            return;
        }
        let start = Instant::now();
        while start.elapsed() < FAREWELL && self.read().is_ok() {
            self.buffer.clear();
        }
    }
}
