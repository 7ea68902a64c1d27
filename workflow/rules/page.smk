# The page of the study, index.html.
from hotcold.storage.atomic import file_sha256

# What the page looks like; no module says so.
LAYOUT = [
    Path(hotcold.__file__).parent / "page" / name
    for name in ("study.html", "style.css", "sort.js")
]
SHOWN_TABLES = [
    *(["claims"] if CLAIMS else []),
    *("scores", "ruler", "losses", "networks"),
    *("ks_crossings", "discretisation", "settings"),
    *(["latents"] if EXPERIMENTS else []),
    *([] if SHIPPED else ["classifier"]),
]


rule write_page:
    input:
        figures=[str(FILES.figure(name)) for name in FIGURES_OF_ALL],
        animations=rules.animations.input,
        tables=[table(name) for name in SHOWN_TABLES],
    output:
        output=str(FILES.page()),
    log:
        f"{LOGS}/write_page.log",
    benchmark:
        f"{BENCHMARKS}/write_page.tsv"
    retries: 0
    localrule: True
    params:
        **step(
            "write_page",
            {
                # But for what changes no result.
                "study": STUDY.model_dump(mode="json", exclude={"resume_seconds"}),
                "shown_figures": [
                    {
                        "name": name,
                        "category": FIGURES[name].category,
                        "caption": FIGURES[name].caption,
                    }
                    for name in FIGURES_OF_ALL
                ],
                "shown_animations": [
                    {
                        "name": name,
                        "category": "Animations",
                        "caption": animation_caption(STUDY, name),
                    }
                    for name in STUDY.animations.runs
                ],
            },
        ),
        layout=[file_sha256(path) for path in LAYOUT],
    message:
        "Writing the page of the study"
    shell:
        STEP
