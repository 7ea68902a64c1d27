"""A web server on this machine that plays the faults of downloads."""

import http.server
import threading

HTML = b"<html>sorry</html>"
# What is answered where a page should hold a body: status, what is sent, and the length that is announced.
FAULTS = {
    "gives an error page": lambda body: (200, HTML, len(HTML)),
    "gives another file": lambda body: (200, body[::-1], len(body)),
    "stops halfway": lambda body: (200, body[: len(body) // 2], len(body)),
    "hangs": lambda body: (200, body[: len(body) // 2], len(body)),
    "is not there": lambda body: (404, HTML, len(HTML)),
    "fails": lambda body: (500, HTML, len(HTML)),
    "leads in a circle": lambda body: (302, b"", 0),
}


class Server:
    def __init__(self):
        self.pages, self.requests = {}, []
        self.busy = {}  # path → how many requests are turned away at first
        self.hanging = set()  # paths whose answers stop and keep the connection
        self.released = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
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

            def log_message(self, *args):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/"
        threading.Thread(target=self.http.serve_forever, args=[0.02], daemon=True).start()

    def plays(self, fault, page, body):
        self.pages[page] = FAULTS[fault](body)
        if fault == "hangs":
            self.hanging.add(page)

    def stop(self):
        self.released.set()
        self.http.shutdown()
