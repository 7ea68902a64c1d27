"""A stand-in for a Kubernetes cluster: as much of its API as Snakemake uses, and every pod's command run right here."""

import json
import os
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import yaml


class Cluster:
    """What was submitted, as Kubernetes got it, and how it ended."""

    def __init__(self, environment):
        self.jobs: dict[str, dict[str, Any]] = {}
        self.finished: dict[str, subprocess.CompletedProcess[str]] = {}
        self.environment = environment  # of the pods, besides this process's own

    def start(self, job):
        name = job["metadata"]["name"]
        self.jobs[name] = job
        threading.Thread(target=self._run, args=(name, job["spec"]["template"]["spec"]["containers"][0])).start()

    def status(self, name):
        process = self.finished.get(name)
        return {} if process is None else {"failed" if process.returncode else "succeeded": 1}

    def output(self):
        """Return what the pods wrote."""
        return "\n".join(process.stdout for process in self.finished.values())

    def _run(self, name, container):
        with tempfile.TemporaryDirectory() as workdir:
            command = [*container["command"], *container["args"]]
            self.finished[name] = subprocess.run(
                command,
                cwd=workdir,
                env=os.environ | self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )


@contextmanager
def pods_on_this_machine(kubeconfig, environment):
    """Serve the API on a port of its own; ``kubeconfig`` is written and leads to it."""
    cluster = Cluster(environment)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path.endswith("/jobs"):
                cluster.start(body)
            self._answer(body)

        def do_GET(self):
            parts = self.path.split("/")
            self._answer({"status": cluster.status(parts[-2])} if parts[-1] == "status" else {"items": []})

        def do_DELETE(self):
            self._answer({})

        def log_message(self, *_):
            pass

        def _answer(self, body):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    named = {"clusters": {"server": address}, "users": {}, "contexts": {"cluster": "here", "user": "here"}}
    entries = {kind: [{"name": "here", kind.removesuffix("s"): content}] for kind, content in named.items()}
    kubeconfig.write_text(yaml.safe_dump({"apiVersion": "v1", "kind": "Config", "current-context": "here", **entries}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield cluster
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
