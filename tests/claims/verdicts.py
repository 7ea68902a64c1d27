"""The verdicts on the study that never was, as it is and with a table changed."""

from tests.claims.values import CLIPPED, FREE, METHODS

FID = {"metric": "fid", "epoch": 8}
COSINE, CONSTANT = "gaussian-cosine-cnn", "gaussian-constant-cnn"
MORPH, KERNEL_1, KERNEL_5 = "morph-cosine-unet", "morph-linear-unet_kernel1", "morph-linear-unet_kernel5"
EARLY = {"run": CONSTANT, "epoch": 2}
KID = {"metric": "kid"}
INK = {"run": CONSTANT, "metric": "margin_ink"}
START = {"experiment": "perturbed-start"}
MEANS = {"experiment": "means", "level": [5, 10, 20]}

# The world as it is.
AS_IT_IS = {
    "a_mixture_remedies_variety": "confirmed",
    "algorithm_1_deblurs": "confirmed",
    "as_many_samples_as_start_images": "confirmed",
    "clipping_has_little_effect": "corrected",
    "constant_and_inverse_leave_noisy_backgrounds": "confirmed",
    "cosine_has_the_lowest_fid": "confirmed",
    "cosine_looks_gaussian_last": "corrected",
    "gain_of_cosine_is_marginal": "refuted",
    "kernels_of_1_leave_remnants": "confirmed",
    "linear_and_cosine_draw_shapes_sooner": "confirmed",
    "linear_and_cosine_have_larger_losses": "confirmed",
    "loss_does_not_rank_samples": "confirmed",
    "loss_measures_how_well_a_morph_generates": "corrected",
    "means_are_biased_to_3_and_8": "confirmed",
    "means_give_smeared_digits": "confirmed",
    "morph_cosine_reaches_a_lower_loss": "corrected",
    "morph_schedules_end_at_a_similar_fid": "refuted",
    "morph_unet_beats_gaussian_cnn": "confirmed",
    "restoration_is_good_until_900": "confirmed",
    "small_lambda_changes_nothing": "confirmed",
    "the_network_makes_the_difference": "corrected",
    "time_in_every_block_matters": "confirmed",
    "unclipped_beta_explodes": "confirmed",
}
# claim, table, the rows that are changed, the factor (and the column), its verdict then
OTHERWISE = [
    ("a_mixture_remedies_variety", "latents", {"experiment": "mixture", "metric": "recall"}, 0.8, "refuted"),
    ("a_mixture_remedies_variety", "latents", {"experiment": "mixture", "metric": "fid"}, 1.3, "refuted"),
    ("a_mixture_remedies_variety", "latents", {"experiment": "mixture", "metric": "fid"}, 1.2, "undecided"),
    ("a_mixture_remedies_variety", "latents", {"experiment": "mixture", "metric": "fid"}, 1.1, "confirmed"),
    ("algorithm_1_deblurs", "restoration", {"method": "cold, reading = fixed_z"}, 0.5, "corrected"),
    ("algorithm_1_deblurs", "restoration", {"method": METHODS[1:]}, 0.5, "refuted"),
    ("as_many_samples_as_start_images", "latents", {"metric": "distinct"}, 1.008, "refuted"),
    ("as_many_samples_as_start_images", "latents", {"metric": "distinct", "seed": 2}, 0.998, "corrected"),
    ("constant_and_inverse_leave_noisy_backgrounds", "scores", INK, 0.2, "refuted"),
    ("constant_and_inverse_leave_noisy_backgrounds", "scores", INK, 2 / 9, "undecided"),
    ("constant_and_inverse_leave_noisy_backgrounds", "ruler", {"name": "real digits"}, 12, "refuted"),
    ("cosine_has_the_lowest_fid", "scores", {"run": COSINE, **FID}, 1.4, "refuted"),
    ("cosine_has_the_lowest_fid", "scores", {"run": COSINE, **FID}, 150 / 117, "undecided"),
    ("gain_of_cosine_is_marginal", "scores", {"run": COSINE, **FID}, 1.25, "confirmed"),
    ("gain_of_cosine_is_marginal", "scores", {"run": COSINE, **FID}, 0.9 * 150 / 117, "undecided"),
    ("gain_of_cosine_is_marginal", "scores", {"run": COSINE, **FID}, 1.5, "refuted"),
    ("kernels_of_1_leave_remnants", "scores", {"run": KERNEL_5, **FID}, 0.5, "refuted"),
    ("kernels_of_1_leave_remnants", "scores", {"run": KERNEL_5, **FID}, 54 / 58, "undecided"),
    ("kernels_of_1_leave_remnants", "scores", {"run": KERNEL_1, "metric": "start_remnant"}, 0.2, "refuted"),
    ("linear_and_cosine_draw_shapes_sooner", "scores", {**EARLY, "metric": "precision"}, 3, "refuted"),
    ("linear_and_cosine_draw_shapes_sooner", "scores", {**EARLY, **KID}, 0.1, "refuted"),
    ("linear_and_cosine_draw_shapes_sooner", "scores", {"run": CONSTANT, **KID, "epoch": 8}, 0.1, "confirmed"),
    ("linear_and_cosine_have_larger_losses", "losses", {"run": CONSTANT}, (2.5, "loss"), "refuted"),
    ("linear_and_cosine_have_larger_losses", "losses", {"run": CONSTANT}, (5 / 3, "loss"), "undecided"),
    ("loss_does_not_rank_samples", "losses", {"run": [COSINE, "gaussian-linear-cnn"]}, (0.1, "loss"), "refuted"),
    (
        "loss_measures_how_well_a_morph_generates",
        "scores",
        {"network": "unet", **KID, "epoch": [1, 2]},
        0.01,
        "refuted",
    ),
    ("loss_measures_how_well_a_morph_generates", "scores", {"schedule": "cosine", **KID}, 0.8, "confirmed"),
    ("means_are_biased_to_3_and_8", "latents", {**MEANS, "metric": "class_8"}, 0.2, "corrected"),
    ("means_are_biased_to_3_and_8", "latents", {**MEANS, "metric": ["class_3", "class_8"]}, 0.3, "refuted"),
    ("means_give_smeared_digits", "latents", {**MEANS, "metric": "sharpness"}, 2, "refuted"),
    ("means_give_smeared_digits", "latents", {**MEANS, "metric": "precision"}, 2, "corrected"),
    ("means_give_smeared_digits", "latents", {**MEANS, "metric": "precision"}, 7 / 4, "undecided"),
    ("morph_cosine_reaches_a_lower_loss", "losses", {"run": MORPH}, (1.6, "loss"), "refuted"),
    ("morph_cosine_reaches_a_lower_loss", "losses_by_t", {"run": MORPH}, (0.7, "loss_x"), "confirmed"),
    ("morph_cosine_reaches_a_lower_loss", "losses_by_t", {"run": MORPH}, (0.9, "loss_x"), "undecided"),
    ("morph_schedules_end_at_a_similar_fid", "scores", {"run": MORPH, **FID}, 0.9, "confirmed"),
    ("morph_schedules_end_at_a_similar_fid", "scores", {"run": MORPH, **FID}, 0.6, "refuted"),
    ("morph_schedules_end_at_a_similar_fid", "scores", {"run": MORPH, **FID}, 0.957, "undecided"),
    ("morph_unet_beats_gaussian_cnn", "scores", {"run": MORPH, **FID, "protocol": "published"}, 3, "refuted"),
    ("restoration_is_good_until_900", "restoration", {"t": [900, 1000]}, 0.5, "corrected"),
    ("restoration_is_good_until_900", "restoration", {"t": [700, 900, 1000]}, 0.5, "corrected"),
    ("restoration_is_good_until_900", "restoration", {"t": [500, 700, 900, 1000]}, 0.5, "refuted"),
    ("restoration_is_good_until_900", "restoration", {"t": 900}, 0.9 / 0.97, "undecided"),
    ("restoration_is_good_until_900", "restoration", {"t": 1000}, 0.1, "confirmed"),
    ("small_lambda_changes_nothing", "latents", {**START, "metric": "class_changed", "level": 0.005}, 4, "refuted"),
    ("small_lambda_changes_nothing", "latents", {**START, "metric": "manifold_share", "level": 0.5}, 3, "refuted"),
    ("small_lambda_changes_nothing", "latents", {**START, "metric": "class_changed", "level": 0.1}, 4, "corrected"),
    ("small_lambda_changes_nothing", "latents", {**START, "metric": "class_changed", "level": 0.1}, 1.5, "undecided"),
    ("the_network_makes_the_difference", "scores", {"degradation": "gaussian", "metric": "fid"}, 20, "refuted"),
    ("the_network_makes_the_difference", "scores", {"degradation": "gaussian", "network": "unet"}, 2.905, "confirmed"),
    ("time_in_every_block_matters", "scores", {"run": "morph-linear-unet_time_first", **FID}, 0.63, "refuted"),
    ("time_in_every_block_matters", "scores", {"run": "morph-linear-unet_time_first", **FID}, 0.66, "undecided"),
    ("unclipped_beta_explodes", "ranges", {"run": FREE}, (0.03, "low"), "refuted"),
    ("unclipped_beta_explodes", "ranges", {"run": CLIPPED}, (8, "low"), "corrected"),
    ("unclipped_beta_explodes", "ranges", {"run": CLIPPED}, (4, "low"), "undecided"),
]
