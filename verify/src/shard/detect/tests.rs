use super::*;

fn in_environment(variables: &str, count: Option<u32>) -> Result<Detected, DetectError> {
    let lookup = |name: &str| {
        let pairs = variables.split_whitespace().map(|pair| pair.split_once('=').unwrap());
        pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).next()
    };
    detect(lookup, count)
}

#[test]
fn launchers_name_the_shard() {
    let table = [
        (
            "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=8 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=8",
            "1/8",
        ),
        ("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=7", "1/8"),
        (
            "SLURM_ARRAY_TASK_ID=14 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_MAX=14 SLURM_ARRAY_TASK_STEP=4 SLURM_ARRAY_TASK_COUNT=4",
            "4/4",
        ),
        ("SLURM_ARRAY_TASK_ID=6 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_MAX=16 SLURM_ARRAY_TASK_STEP=4", "2/4"),
        ("SLURM_PROCID=3 SLURM_NTASKS=4", "4/4"),
        ("OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=3", "1/3"),
        ("OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=3 PMIX_RANK=1", "2/3"),
        ("PMI_RANK=2 PMI_SIZE=4", "3/4"),
        ("PMIX_RANK=2 SLURM_PROCID=2 SLURM_NTASKS=5", "3/5"),
        ("JOB_COMPLETION_INDEX=4 JOB_COMPLETIONS=5", "5/5"),
        ("AWS_BATCH_JOB_ARRAY_INDEX=9 AWS_BATCH_JOB_ARRAY_SIZE=10", "10/10"),
        // mpirun in a Slurm job: Slurm counts daemons.
        ("OMPI_COMM_WORLD_RANK=5 OMPI_COMM_WORLD_SIZE=8 SLURM_PROCID=1 SLURM_NTASKS=2", "6/8"),
        // An array of jobs with several tasks each, and of ordinary jobs.
        ("SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=3 SLURM_PROCID=1 SLURM_NTASKS=4", "6/12"),
        ("SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=3 SLURM_PROCID=0 SLURM_NTASKS=1", "2/3"),
        // What Slurm 22.05 gives to the tasks of `sbatch --array=1-4`.
        (
            "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=4 SLURM_ARRAY_TASK_COUNT=4 SLURM_PROCID=0",
            "2/4",
        ),
        ("JOB_COMPLETION_INDEX=1 JOB_COMPLETIONS=2 PMI_RANK=0 PMI_SIZE=2", "3/4"),
        // A shell in an allocation is no task.
        ("AWS_BATCH_JOB_ARRAY_INDEX=0 AWS_BATCH_JOB_ARRAY_SIZE=2 SLURM_NTASKS=4 JOB_COMPLETIONS=9", "1/2"),
    ];
    for (variables, expected) in table {
        let detected = in_environment(variables, None).unwrap_or_else(|error| panic!("{variables}: {error}"));
        assert_eq!(detected.shard.to_string(), expected, "{variables}");
    }
}

#[test]
fn a_stated_number_of_shards_fills_in_or_must_agree() {
    let shard = |variables, count| in_environment(variables, Some(count)).map(|detected| detected.shard.to_string());
    assert_eq!(shard("JOB_COMPLETION_INDEX=4", 5).unwrap(), "5/5");
    // Tasks 3 and 5 of 8, run again.
    assert_eq!(
        shard("SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=5 SLURM_ARRAY_TASK_COUNT=2", 8)
            .unwrap(),
        "5/8"
    );
    assert_eq!(shard("PMI_RANK=2 PMI_SIZE=4", 4).unwrap(), "3/4");
    for (variables, count) in [("PMI_RANK=2 PMI_SIZE=4", 8), ("SLURM_ARRAY_TASK_ID=0", 8), ("SLURM_ARRAY_TASK_ID=9", 8)]
    {
        assert!(matches!(shard(variables, count), Err(DetectError::Contradiction(_))), "{variables}");
    }
}

#[test]
fn nothing_nonsense_and_contradictions_are_errors() {
    assert_eq!(in_environment("", None), Err(DetectError::Nothing));
    assert_eq!(in_environment("SLURM_NTASKS=4", None), Err(DetectError::Nothing));
    let table = [
        ("OMPI_COMM_WORLD_RANK=0", "OMPI_COMM_WORLD_SIZE"),
        ("SLURM_PROCID=0", "SLURM_NTASKS"),
        ("PMIX_RANK=0", "OMPI_COMM_WORLD_SIZE"),
        ("JOB_COMPLETION_INDEX=0", "JOB_COMPLETIONS"),
        ("SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_MIN"),
        ("SLURM_PROCID=x SLURM_NTASKS=4", "SLURM_PROCID is `x`"),
        ("PMI_RANK=-1 PMI_SIZE=4", "PMI_RANK is `-1`"),
        ("PMI_RANK=4 PMI_SIZE=4", "number 4 of 4"),
        ("PMI_RANK=0 PMI_SIZE=0", "number 0 of 0"),
        ("OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=3 PMI_RANK=2 PMI_SIZE=3", "Open MPI, but"),
        (
            "JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=4 AWS_BATCH_JOB_ARRAY_INDEX=1 AWS_BATCH_JOB_ARRAY_SIZE=4",
            "AWS Batch",
        ),
        ("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_COUNT=3", "gaps"),
        ("SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_STEP=2", "not one of"),
        ("SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=7", "not one of"),
        ("AWS_BATCH_JOB_ARRAY_INDEX=0 AWS_BATCH_JOB_ARRAY_SIZE=2 PMI_RANK=3 PMI_SIZE=2", "number 3 of 2"),
        ("AWS_BATCH_JOB_ARRAY_INDEX=0 AWS_BATCH_JOB_ARRAY_SIZE=99999 PMI_RANK=3 PMI_SIZE=99999", "99999"),
    ];
    for (variables, part) in table {
        let error = in_environment(variables, None).unwrap_err().to_string();
        assert!(error.contains(part), "{variables}: {error}");
    }
}
