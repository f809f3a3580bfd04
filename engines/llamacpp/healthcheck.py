"""Exit 0 if the server's /health answers 200 on this container's port. Plain socket: starts in a few milliseconds."""

import os
import socket
import sys

port = int(os.environ.get("LLAMA_ARG_PORT") or 8080)
try:
    with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
        connection.sendall(b"GET /health HTTP/1.0\r\n\r\n")
        status_line = connection.recv(64).split(b"\r\n", 1)[0]
except OSError as error:
    sys.exit(f"no answer on port {port}: {error}")
sys.exit(0 if b" 200 " in status_line else f"not ready: {status_line.decode()}")
