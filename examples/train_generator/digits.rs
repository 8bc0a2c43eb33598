//! Images of digits from a file, as rows of pixels from 0 (black) to 1 (white).

use anyhow::{Context, Result, bail, ensure};
use flate2::read::MultiGzDecoder;
use ndarray::Array2;
use std::{fs, io::Read, path::Path};
use unrelu::inverter::file::read_matrix;

const GZIP: [u8; 2] = [0x1f, 0x8b];
/// How IDX files start, and neither NumPy files nor archives nor text.
const IDX: [u8; 2] = [0, 0];
/// The start of an IDX file of bytes in three dimensions: images, rows, columns.
const IDX_IMAGES: u32 = 0x0803;
/// The most that compressed images may unfold to: twenty times MNIST.
const MOST_BYTES: u64 = 1 << 30;
/// What stands for white in bytes.
const WHITE: f64 = 255.0;

/// Reads images in MNIST's own format, IDX, plain or as gzip, or a matrix with an image a row: from 0 to 1, or to 255
/// where any pixel exceeds 1. Shape: `images x pixels`.
///
/// # Errors
/// A file that is missing, damaged or of another kind, numbers that are no pixels, and images that are all black.
pub fn read(path: &Path) -> Result<Array2<f64>> {
    let name = || path.display().to_string();
    let bytes = unpacked(fs::read(path).with_context(name)?).with_context(name)?;
    let images = if bytes.starts_with(&IDX) {
        parse_idx(&bytes).with_context(name)?
    } else {
        scaled(read_matrix(path)?.values).with_context(name)?
    };
    ensure!(images.iter().any(|&pixel| pixel > 0.0), "{}: expected images, found no pixel that is lit", name());
    Ok(images)
}

fn unpacked(bytes: Vec<u8>) -> Result<Vec<u8>> {
    if !bytes.starts_with(&GZIP) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes.as_slice()).take(MOST_BYTES).read_to_end(&mut unpacked).context("damaged gzip")?;
    ensure!(unpacked.starts_with(&IDX), "expected an IDX file within gzip; unpack files of other kinds");
    Ok(unpacked)
}

/// Four big-endian numbers, then the pixels.
fn parse_idx(bytes: &[u8]) -> Result<Array2<f64>> {
    let Some((header, pixels)) = bytes.split_first_chunk::<16>() else {
        bail!("expected an IDX file of images, which has a header of 16 bytes, found {} bytes", bytes.len())
    };
    let (words, _) = header.as_chunks();
    let [kind, images, rows, columns] = [0, 1, 2, 3].map(|word| u32::from_be_bytes(words[word]));
    ensure!(kind == IDX_IMAGES, "expected an IDX file of images, which starts with 00000803, found {kind:08x}");
    let sizes = [images, rows, columns];
    let expected: Option<u64> = sizes.iter().try_fold(1, |product: u64, &size| product.checked_mul(size.into()));
    ensure!(
        expected == Some(pixels.len() as u64),
        "the header says {images} images of {rows} x {columns} pixels, but {} bytes follow",
        pixels.len()
    );
    let width = rows as usize * columns as usize;
    let values = pixels.iter().map(|&pixel| f64::from(pixel) / WHITE).collect();
    Ok(Array2::from_shape_vec((images as usize, width), values)?)
}

/// Pixels from 0 to 1, of such or of bytes.
fn scaled(images: Array2<f64>) -> Result<Array2<f64>> {
    if let Some(((row, column), pixel)) = images.indexed_iter().find(|(_, pixel)| !(0.0..=WHITE).contains(*pixel)) {
        bail!("row {}, column {} is {pixel}: expected pixels from 0 to 1 or to 255", row + 1, column + 1);
    }
    let white = if images.iter().any(|&pixel| pixel > 1.0) { WHITE } else { 1.0 };
    Ok(images / white)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use ndarray::array;
    use std::io::Write;

    fn read_bytes(bytes: &[u8]) -> Result<Array2<f64>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("images");
        fs::write(&path, bytes).unwrap();
        read(&path)
    }

    fn refusal(bytes: &[u8]) -> String {
        format!("{:#}", read_bytes(bytes).unwrap_err())
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// Two images of one row and two columns.
    const IMAGES: &[u8] = b"\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x02\x00\xff\x33\x00";

    #[test]
    fn all_kinds_of_files_give_the_same_images() {
        let expected = array![[0.0, 1.0], [0.2, 0.0]];
        assert_eq!(read_bytes(IMAGES).unwrap(), expected);
        assert_eq!(read_bytes(&gzip(IMAGES)).unwrap(), expected);
        assert_eq!(read_bytes(b"0,255\n51,0\n").unwrap(), expected);
        assert_eq!(read_bytes(b"0 1\n0.2 0\n").unwrap(), expected);
    }

    #[test]
    fn what_is_no_file_of_images_is_refused() {
        for length in 1..IMAGES.len() {
            assert!(read_bytes(&IMAGES[..length]).is_err(), "{length} bytes");
        }
        let packed = gzip(IMAGES);
        for length in 1..packed.len() {
            assert!(read_bytes(&packed[..length]).is_err(), "{length} bytes of gzip");
        }
        let labels = b"\0\0\x08\x01\0\0\0\x0a\0\x01\x02\x03\x04\x05\x06\x07\x08\x09";
        assert!(refusal(labels).contains("found 00000801"));
        assert!(refusal(&[IMAGES, b"\0"].concat()).contains("2 images of 1 x 2 pixels, but 5 bytes follow"));
        let mut huge = IMAGES.to_vec();
        huge[4..16].fill(0xff);
        assert!(refusal(&huge).contains("but 4 bytes follow"));
        assert!(refusal(&gzip(b"0,1\n")).contains("within gzip"));
        assert!(refusal(b"0,1\n0,-1\n").contains("row 2, column 2 is -1"));
        assert!(refusal(b"0,256\n").contains("row 1, column 2 is 256"));
        assert!(refusal(b"0,0\n").contains("no pixel that is lit"));
        assert!(refusal(b"label,pixel\n").contains("line 1, column 1"));
    }
}
