//! `verify --shard`, `merge` and `report`: the same bytes as from one machine.

use super::run::{Place, repository};
use std::{
    fs,
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

const RUN: &str = "verify example-1 leaky-relu hoeffding --quick --trials 40 --seed 4";
const FILES: [&str; 3] = ["trials.jsonl", "report.json", "report.html"];

fn bytes(place: &Place, folder: &str) -> Vec<String> {
    FILES.iter().map(|file| fs::read_to_string(place.path(&format!("{folder}/{file}"))).unwrap()).collect()
}

/// A place with the run as one machine does it in `whole`, and cut in three in `shared`.
fn place() -> Place {
    let place = Place::new();
    place.expect(0, &format!("{RUN} --threads 1 --out whole"));
    let shards: Vec<Child> = (1..=3)
        .map(|number| {
            let mut command = place.command(&format!("{RUN} --shard {number}/3 --out shared"));
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    assert!(shards.into_iter().all(|mut shard| shard.wait().unwrap().success()));
    place
}

#[test]
fn merged_shards_are_what_one_machine_writes() {
    let place = place();
    let run = place.expect(0, "merge shared --out merged");
    assert!(run.stdout.contains("leaky-relu") && run.stderr.contains("merged/report.html"));
    assert_eq!(bytes(&place, "whole"), bytes(&place, "merged"));
    let [journal, report, page] = bytes(&place, "merged").try_into().unwrap();
    for text in [journal, report, page] {
        assert!(text.contains("unrelu verify example-1 hoeffding leaky-relu --quick --trials 40 --seed 4"), "{text}");
    }
    // Files one by one, in any order, beside the shards.
    let files = [3, 1, 2].map(|number| format!("shared/shard-{number}-of-3.jsonl")).join(" ");
    place.expect(0, &format!("merge {files} --out shared --json"));
    assert_eq!(bytes(&place, "whole"), bytes(&place, "shared"));
    place.refuses("merge shared --out shared", &["shared/trials.jsonl", "already exists"]);
}

#[test]
fn reports_are_written_again_from_the_trials() {
    let place = place();
    let whole = bytes(&place, "whole");
    for file in &FILES[1..] {
        fs::remove_file(place.path(&format!("whole/{file}"))).unwrap();
    }
    place.expect(0, "report whole");
    assert_eq!(whole, bytes(&place, "whole"));
    place.refuses("report nowhere", &["nowhere/trials.jsonl"]);
    let half: String = whole[0].split_inclusive('\n').take(9).collect();
    place.write("whole/trials.jsonl", half);
    let run = place.expect(3, "report whole --json");
    assert!(run.stderr.contains("unfinished") && run.json()["claims"][0]["verdict"] == "inconclusive");
}

#[test]
fn shards_that_do_not_fit_are_named() {
    let place = place();
    let shard = |number: u32| format!("shared/shard-{number}-of-3.jsonl");
    let [one, two, three] = [1, 2, 3].map(shard);
    let journal = fs::read_to_string(place.path(&two)).unwrap();
    place.refuses(&format!("merge {one} {three} --out m"), &["missing: 2"]);
    place.refuses(&format!("merge {one} {two} {three} {two} --out m"), &["both shard 2/3", &two]);
    place.refuses(&format!("merge {one} whole/trials.jsonl --out m"), &["whole/trials.jsonl", "no shard"]);
    place.refuses("merge whole --out m", &["whole", "shard-I-of-N.jsonl"]);
    place.refuses("merge nowhere --out m", &["nowhere"]);
    let foreign = [
        ("\"seed\":4", "\"seed\":5", "seed is 5, not 4"),
        ("\"version\":\"0", "\"version\":\"9", "version 9"),
        ("\"trials\":40", "\"trials\":41", "41 trials"),
        ("\"name\":\"leaky-relu\"", "\"name\":\"sneaky-relu\"", "sneaky-relu"),
        ("\"shard\":\"2/3\"", "\"shard\":\"2/4\"", "4 shards"),
        ("\"shard\":\"2/3\"", "\"shard\":\"4/3\"", "line 1"),
        ("\"confidence\":0.999", "\"confidence\":0.9", "confidence is 0.9"),
    ];
    for (from, to, complaint) in foreign {
        assert!(journal.contains(from), "{journal}");
        place.write("foreign.jsonl", journal.replace(from, to));
        place.refuses(&format!("merge {one} foreign.jsonl {three} --out m"), &["foreign.jsonl", complaint]);
    }
    let lines: Vec<&str> = journal.lines().collect();
    place.write("short.jsonl", lines[..lines.len() - 1].join("\n") + "\n");
    place.refuses(&format!("merge {one} short.jsonl {three} --out m"), &["short.jsonl", "unfinished", "1 of"]);
    place.write("damaged.jsonl", journal.replacen("{\"claim\"", "{\"claims\"", 1));
    place.refuses(&format!("merge {one} damaged.jsonl {three} --out m"), &["damaged.jsonl", "line 2"]);
    assert!(!place.path("m").exists());
}

#[test]
fn shards_are_found_in_the_environment() {
    let place = Place::new();
    let run = |variables: &[(&str, &str)], arguments: &str| {
        let mut command = place.command(&format!("verify example-1 --quick --out out {arguments}"));
        for launcher in ["SLURM_", "OMPI_", "PMI", "AWS_BATCH_", "JOB_COMPLETION"] {
            for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with(launcher)) {
                command.env_remove(name);
            }
        }
        let output = command.envs(variables.iter().copied()).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let (code, text) = run(&[("OMPI_COMM_WORLD_RANK", "1"), ("OMPI_COMM_WORLD_SIZE", "4")], "--shard auto");
    assert!(code == 0 && text.contains("shard 2/4") && text.contains("Open MPI"), "{text}");
    assert!(place.path("out/shard-2-of-4.jsonl").exists() && !place.path("out/report.json").exists());
    let (code, text) = run(&[("JOB_COMPLETION_INDEX", "2")], "--shard auto");
    assert!(code == 2 && text.contains("auto/N"), "{text}");
    assert_eq!(run(&[("JOB_COMPLETION_INDEX", "2")], "--shard auto/4").0, 0);
    let (code, text) = run(&[], "--shard auto");
    assert!(code == 2 && text.contains("--shard I/N"), "{text}");
    let (code, text) = run(&[("PMI_RANK", "4"), ("PMI_SIZE", "4")], "--shard auto");
    assert!(code == 2 && text.contains("contradicts"), "{text}");
    for shard in ["0/3", "4/3", "3", "auto/x"] {
        assert_eq!(run(&[], &format!("--shard {shard}")).0, 2);
    }
    place.refuses("verify example-1 --shard 1/2", &["--out"]);
    place.refuses("verify example-1 --shard 1/2 --out out --until-width 0.1", &["--until-width", "--shard"]);
    place.refuses("verify example-1 --quick --shard 2/4 --out out", &["shard-2-of-4.jsonl", "exists"]);
}

/// Runs until there are `lines` in the journal, then is killed; or to its end, and then returns true.
#[cfg(unix)]
fn killed(place: &Place, arguments: &str, journal: &str, lines: usize) -> bool {
    let mut child = place.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(60) {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{arguments}");
            return true;
        }
        if fs::read_to_string(place.path(journal)).is_ok_and(|text| text.lines().count() > lines) {
            break;
        }
        sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    false
}

#[cfg(unix)]
#[test]
fn killed_runs_and_shards_go_on_to_the_same_bytes() {
    let place = Place::new();
    let run = "verify theorem-3 leaky-relu --quick --trials 48 --seed 4 --threads 1";
    place.expect(0, &format!("{run} --out whole"));
    let cases = [("out", "", "out/trials.jsonl"), ("shared", "--shard 1/2", "shared/shard-1-of-2.jsonl")];
    for (folder, shard, journal) in cases {
        let mut kills = 0;
        for lines in [0, 150, 300] {
            let resume = if lines == 0 { "" } else { "--resume" };
            kills += u32::from(!killed(&place, &format!("{run} {shard} --out {folder} {resume}"), journal, lines));
        }
        assert!(kills >= 1, "nothing was killed");
        let threads = run.replace("--threads 1", "--threads 2");
        place.expect(0, &format!("{threads} {shard} --out {folder} --resume"));
    }
    assert_eq!(bytes(&place, "whole"), bytes(&place, "out"));
    // A shard that never began is begun by --resume too.
    place.expect(0, &format!("{run} --shard 2/2 --out shared --resume"));
    place.expect(0, "merge shared --out merged");
    assert_eq!(bytes(&place, "whole"), bytes(&place, "merged"));
}

#[test]
fn sequential_runs_end_by_their_trials_alone() {
    let place = Place::new();
    let run = "verify lemma-1-pointwise --quick --trials 2000 --until-width 0.25 --seed 1";
    let report = place.expect(0, &format!("{run} --threads 1 --json --out one")).json();
    place.expect(0, &format!("{run} --threads 2 --out two"));
    assert_eq!(bytes(&place, "one"), bytes(&place, "two"));
    let journal = fs::read_to_string(place.path("one/trials.jsonl")).unwrap();
    let half: Vec<&str> = journal.lines().take(journal.lines().count() / 3).collect();
    fs::create_dir(place.path("three")).unwrap();
    place.write("three/trials.jsonl", half.join("\n") + "\n");
    place.expect(0, &format!("{run} --resume --out three"));
    assert_eq!(bytes(&place, "one"), bytes(&place, "three"));
    for case in report["claims"][0]["evidence"]["cases"].as_array().unwrap() {
        let width = case["success"]["upper"].as_f64().unwrap() - case["success"]["lower"].as_f64().unwrap();
        assert!(width <= 0.25 && case["trials"].as_u64().unwrap() < 2_000 && case["planned_looks"] == 6, "{case}");
    }
    assert!(bytes(&place, "one")[2].contains("the first look, of at most 3,"));
    place.refuses("verify example-1 --until-width 0", &["width", "between 0 and 1"]);
}

/// What a launcher of processes makes of it is tried by `scripts/cluster/run`.
#[test]
fn the_guide_to_clusters_has_its_script() {
    let guide = fs::read_to_string(repository("docs/cluster.md")).unwrap();
    assert!(guide.contains("--shard auto") && repository("scripts/cluster/run").exists());
}
