//! Grey pictures as PNG: a row of numbers from 0 (black) to 1 (white), row of pixels by row of pixels.

use super::{FileError, Precision, Problem, output::write_new};
use ndarray::{Array2, ArrayRef1};
use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Reader, Transformations};
use std::{
    io::{BufWriter, Cursor},
    path::Path,
};

/// What a picture may fill when decoded, whatever its header claims.
const MOST_BYTES: usize = 4 << 20;

/// Pixels of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureSize {
    /// Rows of pixels.
    pub height: u32,
    /// Pixels in a row.
    pub width: u32,
}

impl PictureSize {
    /// The square of so many pixels, if there is one.
    pub fn square(pixels: usize) -> Option<Self> {
        let side = u32::try_from(pixels.isqrt()).ok()?;
        let size = Self { height: side, width: side };
        (side > 0 && size.pixels() == pixels).then_some(size)
    }

    /// How many there are.
    pub fn pixels(self) -> usize {
        (self.height as usize).saturating_mul(self.width as usize)
    }
}

/// Reads what [`Display`](std::fmt::Display) writes: `28x28`, the height first.
impl std::str::FromStr for PictureSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let sides = text.split_once('x').and_then(|(height, width)| Some((height.parse().ok()?, width.parse().ok()?)));
        match sides {
            Some((height, width)) if height > 0 && width > 0 => Ok(Self { height, width }),
            _ => Err(format!("expected HEIGHTxWIDTH in pixels, as in 28x28, found `{text}`")),
        }
    }
}

impl std::fmt::Display for PictureSize {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}", self.height, self.width)
    }
}

pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG")
}

/// One row, and how exactly a pixel is known.
pub(super) fn parse(bytes: &[u8]) -> Result<(Array2<f64>, Precision), Problem> {
    let damaged = |error: png::DecodingError| Problem::Picture(format!("not a readable PNG: {error}"));
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MOST_BYTES });
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(damaged)?;
    if reader.info().animation_control().is_some() {
        return Err(Problem::Picture("is animated; expected one grey picture".into()));
    }
    let size = reader.output_buffer_size().filter(|size| *size <= MOST_BYTES);
    let size = size.ok_or_else(|| Problem::Picture(format!("needs more than {} MiB", MOST_BYTES >> 20)))?;
    let mut samples = vec![0; size];
    reader.next_frame(&mut samples).map_err(damaged)?;
    reader.finish().map_err(damaged)?;
    grey(&reader, &samples)
}

fn grey(reader: &Reader<Cursor<&[u8]>>, samples: &[u8]) -> Result<(Array2<f64>, Precision), Problem> {
    let (color, depth) = reader.output_color_type();
    let white = if depth == BitDepth::Sixteen { u16::MAX } else { u8::MAX.into() };
    let samples: Vec<u16> = match depth {
        BitDepth::Sixteen => samples.as_chunks().0.iter().map(|&two| u16::from_be_bytes(two)).collect(),
        _ => samples.iter().map(|&one| one.into()).collect(),
    };
    let alpha = matches!(color, ColorType::GrayscaleAlpha | ColorType::Rgba);
    let pixels = samples.chunks_exact(color.samples());
    let columns = reader.info().width as usize;
    for (index, pixel) in pixels.clone().enumerate() {
        let (opaque, colors) =
            if alpha { pixel.split_last().map_or((true, pixel), |(a, c)| (*a == white, c)) } else { (true, pixel) };
        let problem = match colors.iter().all(|sample| *sample == colors[0]) {
            false => "is coloured",
            true if !opaque => "is transparent",
            true => continue,
        };
        let (row, column) = (index / columns + 1, index % columns + 1);
        return Err(Problem::Picture(format!("pixel {column} of row {row} {problem}; expected a grey picture")));
    }
    let values = pixels.map(|pixel| f64::from(pixel[0]) / f64::from(white)).collect();
    let row = (1, reader.info().width as usize * reader.info().height as usize);
    let values = Array2::from_shape_vec(row, values).map_err(|error| Problem::Picture(error.to_string()))?;
    Ok((values, Precision::Picture { white }))
}

/// Writes one picture of 8 bits a pixel; values below 0 are black, those above 1 white. `made_by` goes into its comment.
///
/// # Errors
/// [`Problem::Exists`], [`Problem::Picture`] where `values` are not as many as there are pixels or not finite, and what the
/// operating system reports.
pub fn write_picture(path: &Path, values: &ArrayRef1<f64>, size: PictureSize, made_by: &str) -> Result<(), FileError> {
    let pixels: Option<Vec<u8>> = values.iter().map(|value| value.is_finite().then(|| pixel(*value))).collect();
    let Some(pixels) = pixels.filter(|pixels| pixels.len() == size.pixels()) else {
        let problem = format!("expected {} finite values for a picture of {size}", size.pixels());
        return Err(Problem::Picture(problem).at(path));
    };
    write_new(path, |file| encode(file, &pixels, size, made_by).map_err(|error| Problem::Picture(error.to_string())))
}

fn encode(
    file: &mut BufWriter<std::fs::File>,
    pixels: &[u8],
    size: PictureSize,
    made_by: &str,
) -> Result<(), png::EncodingError> {
    let mut encoder = Encoder::new(file, size.width, size.height);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    encoder.add_itxt_chunk("Comment".into(), made_by.into())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 and 255 before")]
fn pixel(value: f64) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array1;
    use quickcheck::quickcheck;
    use std::fs;

    /// A picture of 3 x 2 pixels.
    fn encoded(color: ColorType, depth: BitDepth, data: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 2, 3);
        encoder.set_color(color);
        encoder.set_depth(depth);
        encoder.write_header().unwrap().write_image_data(data).unwrap();
        bytes
    }

    fn values(bytes: &[u8]) -> Vec<f64> {
        parse(bytes).unwrap().0.into_raw_vec_and_offset().0
    }

    fn refused(bytes: &[u8]) -> String {
        parse(bytes).unwrap_err().to_string()
    }

    quickcheck! {
        fn pictures_give_back_what_was_written(pixels: Vec<u8>) -> bool {
            let Ok(width) = u32::try_from(pixels.len()) else { return true };
            let size = PictureSize { height: 1, width };
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.png");
            let row: Array1<f64> = pixels.iter().map(|p| f64::from(*p) / 255.0).collect();
            pixels.is_empty() || {
                write_picture(&path, &row, size, "a test").unwrap();
                values(&fs::read(&path).unwrap()) == row.to_vec()
            }
        }
    }

    #[test]
    fn every_kind_of_grey_is_read() {
        let grey = [0.0, 1.0, 0.2, 0.4, 0.6, 0.8];
        let eight = [0, 255, 51, 102, 153, 204];
        let each = |copy: fn(u8) -> Vec<u8>| eight.into_iter().flat_map(copy).collect::<Vec<u8>>();
        assert_eq!(values(&encoded(ColorType::Grayscale, BitDepth::Eight, &eight)), grey);
        assert_eq!(values(&encoded(ColorType::Grayscale, BitDepth::Sixteen, &each(|p| vec![p, p]))), grey);
        assert_eq!(values(&encoded(ColorType::Grayscale, BitDepth::Four, &[0x0f, 0x36, 0x9c])), grey);
        assert_eq!(values(&encoded(ColorType::GrayscaleAlpha, BitDepth::Eight, &each(|p| vec![p, 255]))), grey);
        assert_eq!(values(&encoded(ColorType::Rgb, BitDepth::Eight, &each(|p| vec![p, p, p]))), grey);
        let (_, precision) = parse(&encoded(ColorType::Grayscale, BitDepth::Eight, &eight)).unwrap();
        assert_eq!(precision, Precision::Picture { white: 255 });
    }

    #[test]
    fn colour_and_transparency_are_refused_by_pixel() {
        let mut colour = [7; 18];
        colour[4] = 8;
        let problem = refused(&encoded(ColorType::Rgb, BitDepth::Eight, &colour));
        assert!(problem.contains("pixel 2 of row 1 is coloured"), "{problem}");
        let mut glass = [255; 12];
        glass[11] = 254;
        let problem = refused(&encoded(ColorType::GrayscaleAlpha, BitDepth::Eight, &glass));
        assert!(problem.contains("pixel 2 of row 3 is transparent"), "{problem}");
    }

    #[test]
    fn damaged_pictures_are_refused_at_every_length() {
        let whole = encoded(ColorType::Grayscale, BitDepth::Eight, &[1, 2, 3, 4, 5, 6]);
        for length in 4..whole.len() {
            assert!(parse(&whole[..length]).is_err(), "{length} bytes of {}", whole.len());
        }
        let mut flipped = whole.clone();
        flipped[45] ^= 1;
        assert!(refused(&flipped).contains("not a readable PNG"));
    }

    #[test]
    fn memory_follows_no_header() {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 1 << 20, 1 << 20);
        encoder.set_color(ColorType::Grayscale);
        encoder.write_header().unwrap().write_chunk(png::chunk::IDAT, &[0x78, 0x9c]).unwrap();
        assert!(refused(&bytes).contains("4 MiB"), "{}", refused(&bytes));
    }

    #[test]
    fn sizes_are_read_and_checked() {
        let size: PictureSize = "3x2".parse().unwrap();
        assert_eq!((size.to_string().as_str(), size.pixels()), ("3x2", 6));
        assert_eq!(PictureSize::square(784), "28x28".parse().ok());
        assert_eq!((PictureSize::square(0), PictureSize::square(785)), (None, None));
        for wrong in ["", "3", "3x", "0x2", "3x2x1", "-1x2"] {
            assert!(wrong.parse::<PictureSize>().is_err(), "{wrong}");
        }
        let path = Path::new("never.png");
        for row in [Array1::zeros(5), Array1::from_elem(6, f64::NAN)] {
            let error = write_picture(path, &row, size, "a test").unwrap_err();
            assert!(error.to_string().contains("never.png: expected 6 finite values"), "{error}");
        }
    }
}
