//! Rows of numbers as text: one observation a line, numbers apart by commas, semicolons, tabs or blanks (as
//! `numpy.savetxt` writes), `#` starts a comment, blank lines are skipped. A line with both commas and semicolons is refused: there
//! commas may well be decimal points.

use super::Problem;
use ndarray::Array2;

pub(super) fn parse(text: &[u8]) -> Result<Array2<f64>, Problem> {
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        return Err(wrong(1, 1, "UTF-16; save the file as UTF-8"));
    }
    let mut values = Vec::new();
    let mut width = None;
    for (index, line) in text.split(|&byte| byte == b'\n').enumerate() {
        let before = values.len();
        parse_line(index + 1, line, &mut values)?;
        let found = values.len() - before;
        if found > 0 && found != *width.get_or_insert(found) {
            let expected = width.unwrap_or_default();
            let problem = format!("expected {expected} numbers, as in the lines before, found {found}");
            return Err(wrong(index + 1, 1, problem));
        }
    }
    let width = width.ok_or(Problem::Empty)?;
    Ok(Array2::from_shape_vec((values.len() / width, width), values).expect("every line has the same width"))
}

fn parse_line(number: usize, line: &[u8], values: &mut Vec<f64>) -> Result<(), Problem> {
    let content = line.split(|&byte| byte == b'#').next().unwrap_or_default();
    let content = content.strip_suffix(b"\r").unwrap_or(content);
    if let (true, Some(comma)) = (content.contains(&b';'), content.iter().position(|&byte| byte == b',')) {
        let problem = "both commas and semicolons; write 0.5 for 0,5, and one separator between numbers";
        return Err(wrong(number, comma + 1, problem));
    }
    let mut start = 0;
    // Nothing stands before the first number either.
    let mut after_comma = true;
    for end in 0..=content.len() {
        let separator = content.get(end).copied();
        if separator.is_some_and(|byte| !matches!(byte, b',' | b';' | b'\t' | b' ')) {
            continue;
        }
        let comma = matches!(separator, Some(b',' | b';'));
        if start < end {
            values.push(parse_number(number, start + 1, &content[start..end])?);
            after_comma = false;
        } else if after_comma && comma {
            return Err(wrong(number, end + 1, "expected a number before this"));
        }
        after_comma |= comma;
        start = end + 1;
    }
    Ok(())
}

fn parse_number(line: usize, column: usize, token: &[u8]) -> Result<f64, Problem> {
    let token = token.strip_prefix(b"\xef\xbb\xbf").unwrap_or(token);
    let text = String::from_utf8_lossy(token);
    text.parse().map_err(|_| {
        let heading = if line == 1 { "; a heading is to start with #" } else { "" };
        wrong(line, column, format!("expected a number, found `{}`{heading}", text.escape_debug()))
    })
}

fn wrong(line: usize, column: usize, problem: impl Into<String>) -> Problem {
    Problem::Text { line, column, problem: problem.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_usual_dialects_are_read() {
        let expected = array![[1.0, -2.5], [3e-4, 0.0]];
        for text in [
            "1,-2.5\n3e-4,0\n",
            "# made by hand\r\n1, -2.5\r\n\r\n3e-4, 0 # zero",
            "1 -2.5\n3e-4\t0",
            "1;-2.5\n3e-4;0",
            "\u{feff}1,-2.5,\n3e-4,0,\n",
        ] {
            assert_eq!(parse(text.as_bytes()).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn errors_name_line_and_column() {
        let place = |text: &str| match parse(text.as_bytes()).unwrap_err() {
            Problem::Text { line, column, .. } => (line, column),
            problem => panic!("{problem}"),
        };
        assert_eq!(place("1,2\n3,x\n"), (2, 3));
        assert_eq!(place("1,2\n3,,4\n"), (2, 3));
        assert_eq!(place("1,2\n3\n"), (2, 1));
        // A gap must not move what stands behind it, nor a decimal comma make two numbers of one.
        assert_eq!(place(",2\n"), (1, 1));
        assert_eq!(place("1;2\n0,5;3\n"), (2, 2));
        assert_eq!(place("\u{feff}x\n"), (1, 1));
        assert!(matches!(parse(b"# nothing\n\n"), Err(Problem::Empty)));
        assert!(parse(b"\xff\xfe1\0").unwrap_err().to_string().contains("UTF-16"));
    }
}
