# Which files belong to a run, a figure, a score, a claim.


def run_seeds(runs=None):
    return [
        (run, seed)
        for run in (STUDY.runs if runs is None else runs)
        for seed in STUDY.run_seeds(run)
    ]


def trained_seeds():
    return run_seeds(STUDY.trained_runs())


def traced_seeds():
    return run_seeds(STUDY.traced_runs())


def model_file(run, seed, epoch=None):
    """Return the checkpoint that a run samples after `epoch`, by default the last."""
    trained = STUDY.runs[run].trained_as if run in STUDY.runs else None
    return str(FILES.checkpoint(trained or run, seed, epoch or STUDY.training.epochs))


def model_files(run, seed):
    return [model_file(run, seed, epoch) for epoch in STUDY.training.checkpoints]


def guides(run, seed, *samplers):
    """Return the earlier checkpoints of a run that guide those samplers."""
    epochs = {sampler.guidance.epoch for sampler in samplers if sampler.guidance}
    return [model_file(run, seed, epoch) for epoch in sorted(epochs)]


def sample_file(run, seed, wanted):
    return str(FILES.samples(run, seed, wanted.epoch, wanted.split, wanted.weights))


def all_samples(run, seed):
    return [sample_file(run, seed, wanted) for wanted in STUDY.sample_plan()]


def main_samples(run, seed):
    """Return the samples of every checkpoint, by the study's first split and weights."""
    first = (STUDY.sampling.splits[0], STUDY.sampling.weights[0])
    return [
        sample_file(run, seed, wanted)
        for wanted in STUDY.sample_plan()
        if (wanted.split, wanted.weights) == first
    ]


def run_table(name, run="{run}", seed="{seed}"):
    return str(FILES.run_table(name, run, seed))


def trace_file(run="{run}", seed="{seed}"):
    return str(FILES.trace(run, seed))


def table(name, suffix="parquet"):
    return str(FILES.table(name, suffix))


def experiment(name, seed="{seed}"):
    return str(FILES.experiment(name, seed))


EXPERIMENTS = list(STUDY.latents.experiments) if STUDY.latents.run else []


def experiments():
    """Return the samples of all latent experiments."""
    return [experiment(name, seed) for seed in latent_seeds() for name in EXPERIMENTS]


def reference(features):
    """Return the features of real digits."""
    return str(FILES.features(f"{features}-reference", "npz"))


def score_batch(batch):
    """Return the runs and seeds that one job scores by digits; one alone takes less time than the job to start."""
    first = int(batch) * SCORED_TOGETHER
    return run_seeds()[first : first + SCORED_TOGETHER]


def latent_seeds():
    """Return the seeds whose models the latent experiments sample."""
    return STUDY.run_seeds(STUDY.latents.run) if STUDY.latents.run else []


def drawn(*names):
    """Return the files of those figures."""
    return [
        str(FILES.figure(name, suffix))
        for name in names
        for suffix in STUDY.figures.formats
    ]


def figure_files(figure):
    """Return what a figure is drawn from, as its rule's named inputs."""
    runs = run_seeds(figure.runs)
    return {
        "tables": [table(name) for name in figure.tables],
        "claims": [str(FILES.claim(name)) for name in figure.claims],
        "samples": {
            "last": [main_samples(*run)[-1] for run in runs],
            "every": [path for run in runs for path in main_samples(*run)],
            None: [],
        }[figure.samples],
        "traces": [trace_file(*run) for run in runs] if figure.traces else [],
        "experiments": [
            experiment(name, latent_seeds()[0]) for name in figure.experiments
        ],
        "digits": [DIGITS] if figure.digits else [],
    }


def scoring(features):
    """Return how scores by those features count."""
    return {
        "metrics": STUDY.scores.metrics_by(features),
        "protocols": STUDY.scores.protocols,
        "published_images": STUDY.scores.published_images,
        "compute": STUDY.compute,
    }


def score_files():
    """Return the files of all runs' scores."""
    of = {
        "digits": [
            str(FILES.scores("digits", batch))
            for batch in range(-(-len(run_seeds()) // SCORED_TOGETHER))
        ],
        "inception": run_tables("scores-inception", run_seeds()),
    }
    return [path for features in STUDY.scores.features for path in of[features]]


def claim(name="{claim}"):
    return str(FILES.claim(name))


def figure_input(kind):
    return lambda wildcards: figure_files(FIGURES[wildcards.figure])[kind]


def run_tables(name, runs):
    return [run_table(name, run, seed) for run, seed in runs]


# Tables of some runs and seeds each, by the table that they are put together in.
TRACED = ["losses_by_t", "restoration", "ranges"]
COLLECTED = {
    "losses": run_tables("losses", trained_seeds()),
    "scores": score_files(),
    **{name: run_tables(name, traced_seeds()) for name in TRACED},
    "quality": run_tables(
        "quality", [(run, STUDY.run_seeds(run)[0]) for run in STUDY.quality.runs]
    ),
}


def collected(*names):
    """Return those tables of all runs, and what they are made of."""
    made = [path for name in names for path in COLLECTED[name]]
    return made + [table(name, end) for name in names for end in ("parquet", "csv")]
