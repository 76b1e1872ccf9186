//! Text into words.

/// Calls `each` with every word of `text` and the number of its line, counted from one; returns how many lines there are.
pub(crate) fn words<'t>(text: &'t str, mut each: impl FnMut(&'t str, u32)) -> u32 {
    let bytes = text.as_bytes();
    let (mut at, mut newlines) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        match CLASSES[usize::from(byte)] {
            Class::Newline => newlines += 1,
            Class::Between => {}
            Class::Word | Class::Wide => {
                let end = end_of_word(text, at);
                if end > at {
                    each(&text[at..end], newlines + 1);
                    at = end;
                    continue;
                }
            }
        }
        at += width(byte);
    }
    newlines + u32::from(!text.is_empty() && !text.ends_with('\n'))
}

pub(crate) fn is_word(text: &str) -> bool {
    !text.is_empty() && end_of_word(text, 0) == text.len()
}

/// The end of the word that begins at `at`; `at` itself if none does.
#[inline]
fn end_of_word(text: &str, mut at: usize) -> usize {
    while let Some(&byte) = text.as_bytes().get(at) {
        match CLASSES[usize::from(byte)] {
            Class::Word => at += 1,
            Class::Wide if text[at..].starts_with(char::is_alphanumeric) => at += width(byte),
            _ => break,
        }
    }
    at
}

/// How many bytes the character has that begins with `byte`.
fn width(byte: u8) -> usize {
    match byte.leading_ones() {
        0 => 1,
        ones => ones as usize,
    }
}

/// What a byte says of the character that begins with it.
#[derive(Clone, Copy)]
enum Class {
    Word,
    Between,
    Newline,
    /// The character has more than one byte: look at all of it.
    Wide,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Between; 256];
    let mut byte = 0;
    while byte < classes.len() {
        classes[byte] = match byte as u8 {
            b'\n' => Class::Newline,
            b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => Class::Word,
            128.. => Class::Wide,
            _ => Class::Between,
        };
        byte += 1;
    }
    classes
};
