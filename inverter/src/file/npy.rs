//! One NumPy array: any float, integer or boolean type, either byte order, C or Fortran order.

use super::{Precision, Problem};
use ndarray::{ArrayD, IxDyn, ShapeBuilder};
use npyz::{DType, Deserialize, NpyFile, Order, TypeChar, WriterBuilder};
use std::io::Write;

/// An array as it stands in a file.
pub(super) struct NumpyArray {
    pub values: ArrayD<f64>,
    pub precision: Precision,
}

/// Reads one `.npy` file. Memory follows `bytes`, never what the header claims.
pub(super) fn parse(name: &str, bytes: &[u8]) -> Result<NumpyArray, Problem> {
    check_header(bytes).map_err(|problem| Problem::array(name, format!("not a NumPy array: {problem}")))?;
    let mut rest = bytes;
    let file = NpyFile::new(&mut rest).map_err(|error| Problem::array(name, format!("not a NumPy array: {error}")))?;
    let header = file.header().clone();
    let kind = kind(name, &header)?;
    check_length(name, &header, rest.len())?;
    let (values, precision) = elements(name, kind, &header, rest)?;
    let shape: Vec<usize> = header.shape().iter().map(|&n| usize::try_from(n).unwrap_or(usize::MAX)).collect();
    let shape = IxDyn(&shape).set_f(header.order() == Order::Fortran);
    let values = ArrayD::from_shape_vec(shape, values).map_err(|error| Problem::array(name, error.to_string()))?;
    let values = if values.is_standard_layout() { values } else { values.as_standard_layout().into_owned() };
    Ok(NumpyArray { values, precision })
}

/// What NumPy itself reads of a header, where nobody says otherwise.
const MOST_HEADER: usize = 10_000;
/// A dictionary with a list of fields with shapes; more would be no array of numbers.
const MOST_BRACKETS: usize = 4;

/// Refuses a header whose length is not there, for which memory would be asked, and one of so many brackets within brackets that
/// its parser would not come back.
fn check_header(bytes: &[u8]) -> Result<(), String> {
    let length = match bytes {
        [_, _, _, _, _, _, 1, _, length @ ..] => length.first_chunk().map(|&two| (10, u16::from_le_bytes(two).into())),
        [_, _, _, _, _, _, _, _, length @ ..] => length.first_chunk().map(|&four| (12, u32::from_le_bytes(four))),
        _ => None,
    };
    let text =
        length.and_then(|(start, length): (usize, u32)| bytes.get(start..)?.get(..usize::try_from(length).ok()?));
    let text = text.ok_or("its header is cut off")?;
    if text.len() > MOST_HEADER {
        return Err(format!("a header of {} bytes; expected at most {MOST_HEADER}", text.len()));
    }
    let mut open = 0_usize;
    for byte in text {
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > MOST_BRACKETS {
            return Err(format!("brackets within brackets in its header, more than {MOST_BRACKETS}"));
        }
    }
    let shapes = text.windows(5).enumerate().filter(|(_, word)| word == b"shape");
    shapes.into_iter().try_for_each(|(at, _)| check_shape(&text[at..]))
}

/// Refuses a shape whose entries, but for zeros, are more than can be counted: its parser multiplies them.
fn check_shape(text: &[u8]) -> Result<(), String> {
    let inside = text.split(|byte| b"([".contains(byte)).nth(1).unwrap_or_default();
    let inside = inside.split(|byte| b")]".contains(byte)).next().unwrap_or_default();
    let mut product = 1_u64;
    for size in String::from_utf8_lossy(inside).split(',').map(str::trim).filter(|size| !size.is_empty()) {
        let size: u64 = size.parse().map_err(|_| format!("expected whole numbers in its shape, found `{size}`"))?;
        product = product.checked_mul(size.max(1)).ok_or("a shape of more numbers than can be counted")?;
    }
    Ok(())
}

fn check_length(name: &str, header: &npyz::NpyHeader, found: usize) -> Result<(), Problem> {
    let count = header.shape().iter().try_fold(1_u64, |product, &n| product.checked_mul(n));
    let size = header.dtype().num_bytes().map(|size| size as u64);
    let expected = count.zip(size).and_then(|(count, size)| count.checked_mul(size));
    if expected == Some(found as u64) {
        return Ok(());
    }
    let shape = header.shape();
    let expected = expected.map_or_else(|| "an unknown number of".to_owned(), |bytes| bytes.to_string());
    let problem = format!("shape {shape:?} needs {expected} bytes of numbers, found {found}: truncated or damaged");
    Err(Problem::array(name, problem))
}

/// Letter and bytes of a type.
type Kind = (TypeChar, u64);

fn unknown(name: &str, header: &npyz::NpyHeader) -> Problem {
    let found = header.dtype().descr();
    Problem::array(name, format!("has type {found}; expected floats of 2, 4 or 8 bytes, integers or booleans"))
}

/// Objects have no length that could be wrong.
fn kind(name: &str, header: &npyz::NpyHeader) -> Result<Kind, Problem> {
    match header.dtype() {
        DType::Plain(kind) if kind.type_char() != TypeChar::Object => Ok((kind.type_char(), kind.size_field())),
        _ => Err(unknown(name, header)),
    }
}

fn elements(name: &str, kind: Kind, header: &npyz::NpyHeader, bytes: &[u8]) -> Result<(Vec<f64>, Precision), Problem> {
    let read = Elements { header, bytes };
    let values = match kind {
        (TypeChar::Float, 2) => return Ok((read.as_f64(half::f16::to_f64)?, Precision::Single)),
        (TypeChar::Float, 4) => return Ok((read.as_f64(|value: f32| f64::from(value))?, Precision::Single)),
        (TypeChar::Float, 8) => read.as_f64(|value: f64| value),
        (TypeChar::Bool, 1) => read.as_f64(|value: bool| f64::from(u8::from(value))),
        (TypeChar::Int, 1) => read.as_f64(|value: i8| f64::from(value)),
        (TypeChar::Int, 2) => read.as_f64(|value: i16| f64::from(value)),
        (TypeChar::Int, 4) => read.as_f64(|value: i32| f64::from(value)),
        (TypeChar::Int, 8) => read.as_f64(|value: i64| value as f64),
        (TypeChar::Uint, 1) => read.as_f64(|value: u8| f64::from(value)),
        (TypeChar::Uint, 2) => read.as_f64(|value: u16| f64::from(value)),
        (TypeChar::Uint, 4) => read.as_f64(|value: u32| f64::from(value)),
        (TypeChar::Uint, 8) => read.as_f64(|value: u64| value as f64),
        _ => return Err(unknown(name, header)),
    };
    Ok((values?, Precision::Double))
}

struct Elements<'a> {
    header: &'a npyz::NpyHeader,
    bytes: &'a [u8],
}

impl Elements<'_> {
    fn as_f64<T: Deserialize>(&self, convert: impl Fn(T) -> f64) -> Result<Vec<f64>, Problem> {
        let file = NpyFile::with_header(self.header.clone(), self.bytes);
        let reader = file.data::<T>().map_err(|error| std::io::Error::other(error.to_string()))?;
        let values: Result<Vec<f64>, std::io::Error> = reader.map(|value| value.map(&convert)).collect();
        Ok(values?)
    }
}

/// Writes one array in C order.
pub(super) fn write<T, V, W>(out: W, shape: &[usize], values: V) -> Result<(), Problem>
where
    T: npyz::AutoSerialize,
    V: IntoIterator<Item = T>,
    W: Write,
{
    let shape: Vec<u64> = shape.iter().map(|&n| n as u64).collect();
    let mut out = std::io::BufWriter::with_capacity(1 << 16, out);
    let mut writer = npyz::WriteOptions::new().default_dtype().shape(&shape).writer(&mut out).begin_nd()?;
    writer.extend(values)?;
    writer.finish()?;
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(version: u8, length: &[u8], header: &str) -> String {
        let bytes = [b"\x93NUMPY", [version, 0].as_slice(), length, header.as_bytes()].concat();
        parse("a", &bytes).err().map(|problem| problem.to_string()).unwrap_or_default()
    }

    #[test]
    fn shapes_that_cannot_be_multiplied_are_refused() {
        for shape in
            ["1099511627776, 1099511627776", "0, 1099511627776, 1099511627776", "99999999999999999999,", "0x10,"]
        {
            let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({shape}), }}\n");
            let refusal = refusal(1, &u16::try_from(header.len()).unwrap().to_le_bytes(), &header);
            assert!(refusal.contains("shape"), "{shape}: {refusal}");
        }
    }

    #[test]
    fn headers_that_ask_for_memory_or_time_are_refused() {
        assert!(refusal(2, &u32::MAX.to_le_bytes(), "{}").contains("cut off"));
        assert!(refusal(1, &[1], "").contains("cut off"));
        assert!(refusal(1, &20_000_u16.to_le_bytes(), &" ".repeat(20_000)).contains("20000 bytes"));
        for bracket in ["(", "[", "{1:"] {
            let header = bracket.repeat(900);
            let length = u16::try_from(header.len()).unwrap().to_le_bytes();
            assert!(refusal(1, &length, &header).contains("brackets within brackets"), "{bracket}");
        }
    }
}
