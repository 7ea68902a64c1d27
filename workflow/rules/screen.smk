# What is seen on the screen while Snakemake runs this workflow by itself; one that imports it keeps its own.
# All of Snakemake's own lines are in its log file, and with --verbose on the screen.
import logging
import threading

from snakemake.logging import logger

from hotcold.steps.screen import Screen, counted

SECONDS_BETWEEN_LINES = 30
# Seconds of a step when docs/study was made; those of the others are few.
SECONDS = {
    "train_run": 80,
    "sample_run": 60,
    "sample_latents": 100,
    "compare_samplers": 100,
    "trace_run": 25,
    "analyse_schedules": 25,
    "analyse_discretisation": 15,
    "score_by_digits": 15,
    "score_by_inception": 60,
    "score_real": 15,
    "measure_latents": 10,
}
LEFT_OUT = (
    "Assuming unrestricted shared filesystem usage",
    "Complete log(s)",
    "Elapsed time",
    "Exiting because a job execution failed",
    "Reasons:",
    "Rules with provenance triggered jobs",
    "Select jobs to execute",
    "Shutting down, this might take some time",
    "Singularity containers: ignored",
    "Some jobs were triggered by provenance information",
    "Using shell",
    "WorkflowError:\nAt least one job did not complete successfully",
)
# Why a step runs again, by what Snakemake says of it before it lists files and params.
WHY = {
    "Forced execution": "forced",
    "Incomplete output files": "left half done",
    "Updated input files": "input changed",
    "Set of input files has changed": "other input",
    "Params have changed": "settings or code changed",
    "Code has changed": "rule changed",
    "Software environment definition has changed": "other software",
}


class Lines(logging.Formatter):
    """Filter and formatter of Snakemake's own handler: short lines in place of paths, and progress now and then."""

    def __init__(self, handler, output):
        super().__init__()
        self.screen, self.usual = Screen(FILES, SECONDS), handler.formatter
        self.dryrun, self.planned, self.over = output.dryrun, False, threading.Event()
        self.silent = {one.name for one in output.quiet or ()} & {"PROGRESS", "ALL"}
        handler.setFormatter(self)
        # The first, so that it hears of what others keep from the screen.
        handler.filters.insert(0, self)

    def filter(self, record):
        """Take note of a record; return whether it is shown."""
        match getattr(record, "event", None):
            case "run_info":
                return self.plan(record.stats)
            case "job_info":
                if not self.dryrun:
                    title = record.rule_msg or record.rule_name
                    about = (record.rule_name, title, record.log, record.output)
                    self.screen.begin(record.jobid, *about)
                # A target would list all of its files.
                return bool(record.output)
            case "job_finished":
                self.screen.end(record.job_id)
                return False
            case "progress":
                self.screen.done = record.done
                return False
            case "job_started" | "resources_info" | "workflow_started":
                return False
            case "error":
                # It repeats all that the step was told; what the step said comes with job_error.
                if "CalledProcessError" in str(record.msg):
                    return False
        return not str(record.msg).startswith(LEFT_OUT)

    def plan(self, stats):
        """Return whether the plan is shown: of the two that a dry run has, the last."""
        again, self.planned = self.planned, True
        if not again:
            self.screen.planned.update(stats)
            del self.screen.planned["total"]
            if not self.dryrun and not self.silent:
                threading.Thread(target=self.go_on, daemon=True).start()
        return again == self.dryrun

    def go_on(self):
        while not self.over.wait(SECONDS_BETWEEN_LINES):
            if status := "\n".join(self.screen.status()):
                logger.info(status)

    def format(self, record):
        match getattr(record, "event", None):
            case "run_info" if not self.dryrun:
                steps = counted(self.screen.planned.total())
                return f"{steps}; results go to {FILES.folder}, what each step says to {LOGS}"
            case "job_info" if record.rule_msg:
                reasons = [why for said, why in WHY.items() if said in record.reason]
                return record.rule_msg + (f" ({', '.join(reasons)})" if reasons else "")
            case "job_error":
                failed = (record.jobid, record.rule_name, record.log)
                aux = [f"{name}: {value}" for name, value in record.aux.items()]
                return "\n".join([self.screen.fail(*failed), *aux])
        return self.usual.format(record)

    def end(self, *lines):
        self.over.set()
        logger.info("\n".join(lines))


def lines():
    """Return what replaces Snakemake's own lines; None in another workflow, in a job, or if they are wanted."""
    output = workflow.output_settings
    # None under another logger, and in the first versions of Snakemake 9.
    own = [one for one in logger.handlers if one.name == "DefaultStreamHandler"]
    alone = workflow.modifier.base_snakefile is None
    if not own or not alone or workflow.exec_mode.name != "DEFAULT":
        return None
    return None if output.verbose or output.debug_dag else Lines(own[0], output)


def not_drawn():
    """Yield in one line which figures this study has nothing for, where figures were drawn."""
    if NOT_DRAWN and LINES.screen.planned["plot_figure"]:
        yield f"Not drawn, for want of a run, a table or an experiment that they show: {', '.join(NOT_DRAWN)}"


LINES = lines()


onsuccess:
    if LINES:
        LINES.end(*LINES.screen.success(), *not_drawn())


onerror:
    if LINES:
        LINES.end(LINES.screen.failure())
