"""HTTP on a socket of this machine: cheroot, with what a browser beside it and a newcomer before it need."""

import errno
import threading

from cheroot import wsgi
from cheroot.server import HTTPConnection

from emulator.failed import Failed
from local.limits import CONNECTIONS, THREADS
from local.wsgi import Application


class Server(wsgi.Server):
    """Takes the port when it is made; answers once it has an application and `begin` was called."""

    keep_alive_conn_limit = CONNECTIONS
    expiration_interval = 0.1

    def __init__(self, port: int) -> None:
        super().__init__(
            ("127.0.0.1", port), None, numthreads=THREADS, server_name="Postern", request_queue_size=128, timeout=75
        )
        self.prepare()
        self.port: int = self.socket.getsockname()[1]

    def bind(self, *how: int) -> None:
        """Raises `Failed`, with a sentence, where cheroot raises an error that has lost its number."""
        try:
            super().bind(*how)
        except OSError as error:
            port = self.bind_addr[1]
            if error.errno == errno.EADDRINUSE:
                raise Failed(f"Port {port} is taken: stop what uses it, or set another PORT.") from error
            raise Failed(f"Port {port} cannot be used: {error.strerror}.") from error

    def process_conn(self, conn: HTTPConnection) -> None:
        """A browser opens connections before it needs them, so a new one gets a thread only when it speaks."""
        if conn.last_used is None:
            self.put_conn(conn)
        else:
            super().process_conn(conn)

    def close(self) -> None:
        """Let the port go, and end the requests that are worked on."""
        self.stop()

    def begin(self, application: Application) -> None:
        """Answer requests with it, in threads of its own."""
        self.wsgi_app = application
        threading.Thread(target=self.serve, daemon=True).start()
