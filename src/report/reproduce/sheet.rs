//! Rows of digits as one picture.

use super::Picture;
use crate::report::described;
use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};
use png::{BitDepth, ColorType, Encoder};
use unrelu_verify::reproduce::pictures::{Sheet, SheetRow};

/// Pixels of the page for one of a digit.
const SCALE: usize = 3;

/// Space for the words before a row, and between digits.
const LABEL: usize = 190;
const GAP: usize = 4;

/// A hidden pixel, unlike any grey.
const HIDDEN: [u8; 3] = [40, 80, 150];

#[derive(Template)]
#[template(path = "sheet.svg", escape = "html")]
struct Drawing<'r> {
    title: &'r str,
    width: usize,
    height: usize,
    label: usize,
    rows: Vec<Row<'r>>,
}

struct Row<'r> {
    label: &'r str,
    error: Option<String>,
    y: usize,
    middle: usize,
    /// Left edge of each picture, and its bytes in base 64.
    pictures: Vec<(usize, String)>,
    width: usize,
    height: usize,
}

pub(super) fn picture(sheet: &Sheet, made_by: &str) -> anyhow::Result<Picture> {
    let (height, width) = (SCALE * sheet.size.0, SCALE * sheet.size.1);
    let rows: anyhow::Result<Vec<Row<'_>>> =
        sheet.rows.iter().enumerate().map(|(number, row)| drawn(sheet, row, number * (height + GAP))).collect();
    let digits = sheet.rows.first().map_or(0, |row| row.pictures.len());
    let drawing = Drawing {
        title: &sheet.title,
        width: LABEL + digits * (width + GAP),
        height: sheet.rows.len() * (height + GAP),
        label: LABEL,
        rows: rows?,
    };
    Ok(Picture { svg: described(drawing.render()?, made_by), title: sheet.title.clone() })
}

fn drawn<'r>(sheet: &Sheet, row: &'r SheetRow, y: usize) -> anyhow::Result<Row<'r>> {
    let (height, width) = (SCALE * sheet.size.0, SCALE * sheet.size.1);
    let place = |(number, pixels): (usize, &Vec<f64>)| {
        Ok((LABEL + number * (width + GAP), STANDARD.encode(png(pixels, sheet.size)?)))
    };
    let pictures: anyhow::Result<Vec<_>> = row.pictures.iter().enumerate().map(place).collect();
    let error = row.mean_error().map(|error| format!("mean error {error:.2e}"));
    Ok(Row { label: &row.label, error, y, middle: y + height / 2, pictures: pictures?, width, height })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 and 255 before")]
fn png(pixels: &[f64], (height, width): (usize, usize)) -> anyhow::Result<Vec<u8>> {
    let grey = |value: f64| [(value.clamp(0.0, 1.0) * 255.0).round() as u8; 3];
    let colours: Vec<u8> = pixels.iter().flat_map(|&value| if value.is_nan() { HIDDEN } else { grey(value) }).collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, u32::try_from(width)?, u32::try_from(height)?);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colours)?;
    writer.finish()?;
    Ok(bytes)
}
