"""What ships. Tests that ask more of modules than their kind does ask it of these: a reader's own may be otherwise."""

from pathlib import Path

from hotcold import plugins
from hotcold.claims.parts.needs import source_of
from tests.claims.verdicts import AS_IT_IS

SCHEDULES = ["constant", "cosine", "inverse_linear", "linear"]
NETWORKS = ["cnn", "unet"]
DEGRADATIONS = ["blur", "fade", "gaussian", "mask", "morph", "pixelate"]
SAMPLERS = ["ancestral", "cold", "ddim", "direct", "dpm", "naive"]
LATENTS = ["digits", "fitted", "garments", "mean", "mixture", "noise", "perturbed"]
COUPLINGS = ["independent", "optimal_transport"]
OPTIMISERS = ["adam", "muon"]
METRICS = [
    "class_balance",
    "coverage",
    "density",
    "fid",
    "kid",
    "manifold_share",
    "margin_ink",
    "nearest_training",
    "pixel_distance",
    "precision",
    "recall",
    "sharpness",
    "start_remnant",
]
CLAIMS = list(AS_IT_IS)
FIGURES = [
    "fig00_claims",
    "fig01_schedules",
    "fig02_gaussianity",
    "fig03_losses",
    "fig04_samples_linear_cosine",
    "fig05_samples_constant_inverse",
    "fig06_fid",
    "fig07_trajectories",
    "fig08_final_samples",
    "fig09_restored_ladder",
    "fig10_unet",
    "fig11_morph_samples",
    "fig12_morph_curves",
    "fig13_restoration",
    "fig14_hot_vs_cold",
    "fig15_gaussian_unet",
    "fig16_perturbed",
    "fig17_means",
    "fig18_mixture",
    "fig19_steps_vs_fid",
    "fig20_discretisation",
    "fig21_loss_by_t",
    "fig22_what_a_score_means",
    "fig23_nearest_digits",
    "fig24_ladder",
    "fig25_degradations",
    "fig26_restored_by_severity",
    "fig27_generated",
    "fig28_information",
    "fig29_every_run",
]
SHIPPED = {
    "schedules": SCHEDULES,
    "networks": NETWORKS,
    "degradations": DEGRADATIONS,
    "samplers": SAMPLERS,
    "latents": LATENTS,
    "couplings": COUPLINGS,
    "optimisers": OPTIMISERS,
    "metrics": METRICS,
    "claims": CLAIMS,
    "figures": FIGURES,
}


def claims_of(source: str) -> list[str]:
    """Return the claims of one source."""
    return [claim for claim in CLAIMS if source_of(claim) == source]


def own_files() -> set[Path]:
    """Return the files of a reader's own modules."""
    return {
        plugins.source_file(kind, name)
        for kind, shipped in SHIPPED.items()
        for name in plugins.names(kind)
        if name not in shipped
    }
