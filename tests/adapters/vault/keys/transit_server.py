"""A stand-in that speaks the transit interface of HashiCorp Vault over HTTP on loopback, and really encrypts.

It keeps the rules of the interface that matter here: tokens, versions in the ciphertext's prefix, the lowest versions
to decrypt and encrypt with, and trimming, which is refused while a minimum is 0 or below the asked one.
"""

import hmac
import json
import secrets
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "hvs.of-the-tests"


class RefusedError(Exception):
    """What the server answers 400 to."""


class TransitKey:
    """One named key with its versions."""

    def __init__(self) -> None:
        self.versions = {1: secrets.token_bytes(32)}
        self.latest, self.min_decryption, self.min_encryption, self.min_available = 1, 1, 0, 0

    def about(self) -> dict[str, Any]:
        shown = {str(version): 1 for version in self.versions if version >= self.min_decryption}
        return {
            "type": "aes256-gcm96",
            "keys": shown,
            "latest_version": self.latest,
            "min_decryption_version": self.min_decryption,
            "min_encryption_version": self.min_encryption,
            "min_available_version": self.min_available,
        }

    def encrypt(self, asked: dict[str, Any]) -> dict[str, Any]:
        nonce = secrets.token_bytes(12)
        sealed = nonce + AESGCM(self.versions[self.latest]).encrypt(nonce, b64decode(asked["plaintext"]), None)
        return {"ciphertext": f"vault:v{self.latest}:{b64encode(sealed).decode()}", "key_version": self.latest}

    def decrypt(self, asked: dict[str, Any]) -> dict[str, Any]:
        prefix, version, sealed = (*str(asked["ciphertext"]).split(":", 2), "", "")[:3]
        if prefix != "vault" or not version.startswith("v") or not version[1:].isdigit():
            raise RefusedError("invalid ciphertext: no prefix")
        if int(version[1:]) < self.min_decryption:
            raise RefusedError("ciphertext or signature version is disallowed by policy (too old)")
        try:
            raw = b64decode(sealed, validate=True)
            key = self.versions[int(version[1:])]
            return {"plaintext": b64encode(AESGCM(key).decrypt(raw[:12], raw[12:], None)).decode()}
        except (InvalidTag, ValueError, KeyError):
            raise RefusedError("invalid ciphertext") from None

    def hmac(self, asked: dict[str, Any]) -> dict[str, Any]:
        version = int(asked.get("key_version") or self.latest)
        made = hmac.digest(self.versions[version], b64decode(asked["input"]), sha256)
        return {"hmac": f"vault:v{version}:{b64encode(made).decode()}"}

    def rotate(self, _: dict[str, Any]) -> None:
        self.latest += 1
        self.versions[self.latest] = secrets.token_bytes(32)

    def config(self, asked: dict[str, Any]) -> None:
        lowest = int(asked.get("min_decryption_version", self.min_decryption))
        encrypting = int(asked.get("min_encryption_version", self.min_encryption))
        if lowest > self.latest or encrypting > self.latest or 0 < encrypting < lowest:
            raise RefusedError("cannot set the minimum versions like that")
        self.min_decryption, self.min_encryption = lowest, encrypting

    def trim(self, asked: dict[str, Any]) -> None:
        available = int(asked["min_available_version"])
        if available < self.min_available:
            raise RefusedError("cannot decrement the min available version")
        if not self.min_encryption or not self.min_decryption:
            raise RefusedError("minimum versions must be set before trimming")
        if available > min(self.min_encryption, self.min_decryption):
            raise RefusedError("minimum available version cannot be higher than the minima")
        self.min_available = available
        self.versions = {version: key for version, key in self.versions.items() if version >= available}


class TransitServer(ThreadingHTTPServer):
    """The server; `sealed` makes it answer as one that was not unsealed."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.keys = {"exitspor": TransitKey(), "exitspor-index": TransitKey()}
        self.sealed = False
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1/transit"


@contextmanager
def transit_server() -> Iterator[TransitServer]:
    """Give a server to a block."""
    with TransitServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: TransitServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, asked: dict[str, Any]) -> None:
        if self.server.sealed:
            return self._send(503, {"errors": ["Vault is sealed"]})
        if self.headers["X-Vault-Token"] != TOKEN:
            return self._send(403, {"errors": ["permission denied"]})
        try:
            with self.server.lock:
                data = self._done(self.path.removeprefix("/v1/transit/").split("/"), asked)
        except RefusedError as error:
            return self._send(400, {"errors": [str(error)]})
        except KeyError:
            return self._send(404, {"errors": []})
        return self._send(200, {"data": data}) if data is not None else self._send(204, None)

    def _done(self, path: list[str], asked: dict[str, Any]) -> dict[str, Any] | None:
        match self.command, path:
            case "GET", ["keys", name]:
                return self.server.keys[name].about()
            case "POST", ["keys", name, "rotate" | "config" | "trim" as what]:
                done: dict[str, Any] | None = getattr(self.server.keys[name], what)(asked)
                return done
            case "POST", ["encrypt" | "decrypt" | "hmac" as what, name]:
                made: dict[str, Any] = getattr(self.server.keys[name], what)(asked)
                return made
        raise KeyError(self.path)

    def _send(self, status: int, content: dict[str, Any] | None) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
