//! The families of formulas on the command line.

use super::super::numbers::{not_negative, within};
use clap::{Subcommand, ValueEnum};
use rand_chacha::ChaCha8Rng;
use unrelu_reductions::{
    cnf::random::{self, Attraction, Shape, ShapeError},
    family::{self, Charge, ClauseLengths, Colouring, FamilyError, Pair, Sample},
};

#[derive(Subcommand)]
pub(super) enum Family {
    /// Uniform k-SAT: every clause is drawn on its own. Answer unknown.
    Random(Sizes),
    /// Uniform among the clauses that a hidden assignment satisfies, or quiet about it. Satisfiable.
    Planted(Planted),
    /// Planted clauses, then as many more as leave the hidden assignment as the only model. Satisfiable. Takes a moment for
    /// 200 variables, some 20 seconds for 300; a higher --ratio is quicker.
    Unique(Sizes),
    /// Every pigeon in a hole, no two in one. Unsatisfiable where there are more pigeons than holes.
    Pigeonhole(Pigeonhole),
    /// Parity (Tseitin) on a random regular graph. Satisfiable where the charge is even.
    Parity(Parity),
    /// Colouring of a random graph. Satisfiable where planted, unknown otherwise.
    Colouring(ColouringArgs),
    /// Two formulas, one satisfiable and one not, that differ in the sign of one literal.
    Pair(PairArgs),
}

#[derive(clap::Args)]
pub(super) struct Sizes {
    /// Variables.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = within(0..=u32::MAX))]
    vars: u32,
    /// Clauses a variable; the default is where random 3-SAT is hardest.
    #[arg(long, value_name = "R", default_value_t = random::HARDEST_RATIO, conflicts_with = "clauses", value_parser = not_negative)]
    ratio: f64,
    /// Clauses, in place of a ratio.
    #[arg(long, value_name = "M", value_parser = within(0..=usize::MAX))]
    clauses: Option<usize>,
    /// Literals a clause, over distinct variables.
    #[arg(long, value_name = "L", default_value_t = 3, value_parser = within(0..=u32::MAX))]
    length: u32,
}

#[derive(clap::Args)]
pub(super) struct Planted {
    #[command(flatten)]
    sizes: Sizes,
    /// Clauses with t true literals under the hidden assignment have weight q^t, with the q for which counting signs says
    /// nothing about it (Jia, Moore, Strain 2007).
    #[arg(long)]
    quiet: bool,
    /// As --quiet, with this q; below the q of --quiet, signs point away from the hidden assignment.
    #[arg(long, value_name = "Q", conflicts_with = "quiet", value_parser = not_negative)]
    q: Option<f64>,
}

#[derive(clap::Args)]
pub(super) struct Pigeonhole {
    /// Holes.
    #[arg(long, value_name = "H", default_value_t = 6, value_parser = within(0..=u32::MAX))]
    holes: u32,
    /// Pigeons; one more than holes where not given.
    #[arg(long, value_name = "P", value_parser = within(0..=u32::MAX))]
    pigeons: Option<u32>,
}

#[derive(clap::Args)]
pub(super) struct Parity {
    /// Vertices.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = within(0..=u32::MAX))]
    vertices: u32,
    /// Edges at every vertex.
    #[arg(long, value_name = "D", default_value_t = 3, value_parser = within(0..=u32::MAX))]
    degree: u32,
    /// Sum of the charges: `odd` is unsatisfiable, `even` satisfiable.
    #[arg(long, value_enum, default_value_t = ChargeName::Odd)]
    charge: ChargeName,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ChargeName {
    Odd,
    Even,
}

#[derive(clap::Args)]
pub(super) struct ColouringArgs {
    /// Vertices.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = within(0..=u32::MAX))]
    vertices: u32,
    /// Edges; 2.3 a vertex where not given, which is hardest for three colours.
    #[arg(long, value_name = "M", value_parser = within(0..=u64::MAX))]
    edges: Option<u64>,
    /// Colours.
    #[arg(long, value_name = "C", default_value_t = 3, value_parser = within(0..=u32::MAX))]
    colours: u32,
    /// Draw only edges that respect a hidden colouring with equal classes.
    #[arg(long)]
    planted: bool,
}

#[derive(clap::Args)]
pub(super) struct PairArgs {
    /// Variables.
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = within(0..=u32::MAX))]
    vars: u32,
    /// Literals a clause; mixed as in SR(n), 4.2 on average, where not given.
    #[arg(long, value_name = "L", value_parser = within(0..=u32::MAX))]
    length: Option<u32>,
}

/// What a family gives.
pub(super) enum Made {
    One(Sample),
    Pair(Pair),
}

impl Family {
    pub fn make(&self, rng: &mut ChaCha8Rng) -> Result<Made, FamilyError> {
        let sample = match self {
            Self::Random(sizes) => random::uniform(rng, sizes.shape()?).into(),
            Self::Planted(planted) => match planted.attraction()? {
                None => random::planted(rng, planted.sizes.shape()?).into(),
                Some(q) => random::quiet(rng, planted.sizes.shape()?, q).into(),
            },
            Self::Unique(sizes) => family::unique(rng, sizes.shape()?)?,
            Self::Pigeonhole(args) => family::pigeonhole(args.pigeons(), args.holes)?,
            Self::Parity(Parity { vertices, degree, charge }) => {
                let charge = match charge {
                    ChargeName::Odd => Charge::Odd,
                    ChargeName::Even => Charge::Even,
                };
                family::parity(rng, *vertices, *degree, charge)?
            }
            Self::Colouring(args) => family::colouring(rng, args.problem())?,
            Self::Pair(PairArgs { vars, length }) => {
                let lengths = length.map_or(ClauseLengths::Mixed, ClauseLengths::Fixed);
                return Ok(Made::Pair(family::pair(rng, *vars, lengths)?));
            }
        };
        Ok(Made::One(sample))
    }

    /// The name and every argument but the seed, defaults written out.
    pub fn arguments(&self) -> String {
        match self {
            Self::Random(sizes) => format!("random {}", sizes.arguments()),
            Self::Planted(planted) => format!("planted {}{}", planted.sizes.arguments(), planted.manner()),
            Self::Unique(sizes) => format!("unique {}", sizes.arguments()),
            Self::Pigeonhole(args) => format!("pigeonhole --holes {} --pigeons {}", args.holes, args.pigeons()),
            Self::Parity(Parity { vertices, degree, charge }) => {
                let charge = match charge {
                    ChargeName::Odd => "odd",
                    ChargeName::Even => "even",
                };
                format!("parity --vertices {vertices} --degree {degree} --charge {charge}")
            }
            Self::Colouring(args) => {
                let Colouring { vertices, edges, colours, planted } = args.problem();
                let planted = if planted { " --planted" } else { "" };
                format!("colouring --vertices {vertices} --edges {edges} --colours {colours}{planted}")
            }
            Self::Pair(PairArgs { vars, length }) => {
                let length = length.map_or_else(String::new, |length| format!(" --length {length}"));
                format!("pair --vars {vars}{length}")
            }
        }
    }

    /// Where the family comes from.
    pub fn source(&self) -> &'static str {
        match self {
            Self::Random(_) => "uniform k-SAT; Crawford and Auton 1996, doi:10.1016/0004-3702(95)00046-1",
            Self::Planted(Planted { quiet: false, q: None, .. }) => "planted k-SAT",
            Self::Planted(_) => "planted k-SAT, q-hidden; Jia, Moore and Strain 2007, doi:10.1613/jair.2039",
            Self::Unique(_) => "planted k-SAT, extended until one model is left",
            Self::Pigeonhole(_) => "pigeonhole principle; Cook and Reckhow 1979, doi:10.2307/2273702",
            Self::Parity(_) => "parity on a random regular graph; Tseitin 1968, doi:10.1007/978-3-642-81955-1_28",
            Self::Colouring(_) => "graph colouring; Cheeseman, Kanefsky and Taylor 1991",
            Self::Pair(_) => "SR(n); Selsam et al. 2019, arXiv:1802.03685",
        }
    }
}

impl Sizes {
    fn shape(&self) -> Result<Shape, ShapeError> {
        match self.clauses {
            Some(clauses) => Shape::new(self.vars, clauses, self.length),
            None => Shape::with_ratio(self.vars, self.ratio, self.length),
        }
    }

    fn arguments(&self) -> String {
        let Self { vars, ratio, clauses, length } = self;
        let clauses = clauses.map_or_else(|| format!("--ratio {ratio}"), |clauses| format!("--clauses {clauses}"));
        format!("--vars {vars} {clauses} --length {length}")
    }
}

impl Planted {
    /// The weight of a true literal, where it is not that of uniform planting.
    fn attraction(&self) -> Result<Option<Attraction>, FamilyError> {
        Ok(match (self.quiet, self.q) {
            (true, _) => Some(Attraction::balanced(self.sizes.length)?),
            (false, Some(q)) => Some(Attraction::new(q)?),
            (false, None) => None,
        })
    }

    fn manner(&self) -> String {
        match (self.quiet, self.q) {
            (true, _) => " --quiet".into(),
            (false, Some(q)) => format!(" --q {q}"),
            (false, None) => String::new(),
        }
    }
}

impl Pigeonhole {
    fn pigeons(&self) -> u32 {
        self.pigeons.unwrap_or(self.holes.saturating_add(1))
    }
}

impl ColouringArgs {
    fn problem(&self) -> Colouring {
        let Self { vertices, edges, colours, planted } = *self;
        Colouring { vertices, edges: edges.unwrap_or_else(|| Colouring::hardest_edges(vertices)), colours, planted }
    }
}
