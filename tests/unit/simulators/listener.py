"""A webhook endpoint on a real socket that answers what it is told to."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from typing_extensions import override

Judge = Callable[[dict[str, str], bytes], int]


class Listener(HTTPServer):
    """Keeps what was posted; ``judge`` says with which status each post is answered."""

    def __init__(self, judge: Judge) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.judge = judge
        self.received: queue.Queue[tuple[dict[str, str], bytes]] = queue.Queue()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/webhooks"


class Answer(BaseHTTPRequestHandler):
    """Keeps what was posted."""

    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.received.put((headers, body))
        self.send_response(self.server.judge(headers, body))
        self.send_header("Content-Length", "0")
        self.end_headers()

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def listening(judge: Judge) -> Iterator[Listener]:
    """Serve in a thread."""
    with Listener(judge) as listener:
        thread = threading.Thread(target=listener.serve_forever)
        thread.start()
        try:
            yield listener
        finally:
            listener.shutdown()
            thread.join()
