"""The HTTP skin: an ASGI app around a simulator's ``handle`` and a server for it."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send
from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol

from .core import SimulatorCore
from .exchange import Answer, AnswerLost, NoAnswer

# By both ends of the connection: one process may run several servers.
_OPEN: dict[tuple[object, object], asyncio.Transport] = {}


class _KnownConnection(H11Protocol):
    """Remembers its transport, so that a connection can be broken on purpose."""

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _OPEN[_ends(transport)] = transport

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        _OPEN.pop(_ends(self.transport), None)
        super().connection_lost(exc)


def _ends(transport: asyncio.Transport) -> tuple[object, object]:
    return transport.get_extra_info("sockname"), transport.get_extra_info("peername")


class SimulatorApp:
    """ASGI application of one simulator."""

    def __init__(self, simulator: SimulatorCore) -> None:
        """Serve ``simulator``."""
        self.simulator = simulator
        self.stopping = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; hold or break the connection when it gets none."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        try:
            answer = await self._answer(scope["path"], request, body)
        except NoAnswer as outcome:
            await self._no_answer(outcome, scope, receive)
        else:
            if self.simulator.config.answer_seconds and not scope["path"].startswith("/control"):
                await asyncio.sleep(self.simulator.config.answer_seconds)
            await _send(answer, send)

    async def _answer(self, path: str, request: Request, body: bytes) -> Answer:
        query = request.scope["query_string"].decode("latin-1")
        given = request.method, path, query, dict(request.headers), body
        if self.simulator.lasts(path):
            return await asyncio.to_thread(self.simulator.handle, *given)
        return self.simulator.handle(*given)

    async def _no_answer(self, outcome: NoAnswer, scope: Scope, receive: Receive) -> None:
        transport = _OPEN.get((scope["server"], scope["client"]))
        if transport is None:
            # In-process clients have no connection to break: let them see it.
            raise outcome
        if not isinstance(outcome, AnswerLost):
            gone = asyncio.create_task(_disconnected(receive))
            stopped = asyncio.create_task(self.stopping.wait())
            await asyncio.wait(
                {gone, stopped},
                timeout=outcome.hold_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            gone.cancel()
            stopped.cancel()
        transport.abort()
        await _disconnected(receive)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(answer: Answer, send: Send) -> None:
    status, headers, body = answer
    sent = {**headers, "Content-Length": str(len(body))}
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()],
        }
    )
    await send({"type": "http.response.body", "body": body})


class Server(uvicorn.Server):
    """A uvicorn server that lets go of held connections when it stops."""

    def __init__(self, app: SimulatorApp) -> None:
        """Serve ``app`` on HTTP/1.1 without access log."""
        self._app = app
        config = uvicorn.Config(
            app,
            http=_KnownConnection,
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Release what is held, then stop as usual."""
        self._app.stopping.set()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> tuple[socket.socket, str]:
    """Open the listening socket (port 0: a free one) and return its base URL."""
    listener = socket.create_server((host, port))
    # Without it the kernel holds back the second half of an answer for 40 ms; connections inherit it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener, f"http://{host}:{listener.getsockname()[1]}"


@contextlib.contextmanager
def running(simulator: SimulatorCore, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve a simulator in a thread, with what works beside it; yields its base URL."""
    listener, url = listen(host, port)
    simulator.base_url = url
    server = Server(SimulatorApp(simulator))
    thread = threading.Thread(target=server.run, args=([listener],), name="simulator", daemon=True)
    with listener, simulator.background():
        thread.start()
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join(10)
