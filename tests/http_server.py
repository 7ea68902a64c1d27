import http.server
import threading

FAULTS = (
    "gives an error page",
    "gives another file",
    "stops halfway",
    "hangs",
    "is not there",
    "fails",
    "leads in a circle",
)


class Server:
    """A real HTTP server on the loopback interface."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, bytes, int]] = {}  # path → status, body, announced length
        self.requests: list[str] = []
        self.busy: dict[str, int] = {}  # path → how many requests are turned away at first
        self.hanging: set[str] = set()  # paths whose answers stop and keep the connection
        self.released = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.requests.append(self.path)
                if outer.busy.get(self.path, 0) > 0:
                    outer.busy[self.path] -= 1
                    self.send_error(503)
                    return
                status, body, length = outer.pages.get(self.path, (404, b"", 0))
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", self.path)
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(body)
                if self.path in outer.hanging:
                    outer.released.wait(10)

            def log_message(self, *args: object) -> None:
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def plays(self, fault: str, page: str, body: bytes) -> None:
        """Answer requests for a page that should hold ``body`` with a fault."""
        html, half = b"<html>sorry</html>", body[: len(body) // 2]
        status, sent, announced = {
            "gives an error page": (200, html, len(html)),
            "gives another file": (200, body[::-1], len(body)),
            "stops halfway": (200, half, len(body)),
            "hangs": (200, half, len(body)),
            "is not there": (404, html, len(html)),
            "fails": (500, html, len(html)),
            "leads in a circle": (302, b"", 0),
        }[fault]
        self.pages[page] = (status, sent, announced)
        if fault == "hangs":
            self.hanging.add(page)

    def stop(self) -> None:
        self.released.set()
        self.http.shutdown()
