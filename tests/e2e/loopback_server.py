"""A loopback AWS in a process of its own: moto for everything, and for EKS the layer of this directory.

Prints the port on which it listens, on 127.0.0.1 alone, and ends with whoever started it: when its standard input does.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

# moto reads both when it is imported: without the first no AWS policy can be attached.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")

import auto_scaling
import eks_access  # noqa: F401
import eks_addons  # noqa: F401
import eks_clusters  # noqa: F401
import eks_nodes  # noqa: F401
import eks_tags  # noqa: F401
from asked import Call
from eks_lost import lost
from eks_protocol import Endpoint
from eks_state import ACCOUNT, Region
from moto.autoscaling.models import autoscaling_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto_repairs import repair
from recorded import caller, calls
from werkzeug.serving import make_server

Environment = dict[str, Any]
_SIGNED_FOR_EKS = re.compile(r"Credential=[^/]+/\d+/([a-z0-9-]+)/eks/")


class _Handler(MotoRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        """Says nothing: a test that fails shows what Terraform said."""


class Application:
    """WSGI: EKS is answered here, the state and its reset too, the rest is moto's."""

    def __init__(self) -> None:
        self.calls: dict[str, list[Call]] = {}
        self.eks = Endpoint(Region)
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._one_at_a_time = threading.Lock()

    def __call__(self, environ: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """moto walks through what another thread changes, if it is let."""
        with self._one_at_a_time:
            return self._answer(environ, start_response)

    def _answer(self, environ: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        target = environ.get("RAW_URI") or environ["REQUEST_URI"]
        if target == "/loopback/state":
            return _answer(start_response, 200, "", self.state())
        if target == "/loopback/calls":
            return _answer(start_response, 200, "", self.calls)
        if target == "/loopback/forget-clusters":
            self.eks.reset()
            for backend in autoscaling_backends[ACCOUNT].values():
                backend.autoscaling_groups.clear()
            return _answer(start_response, 200, "", {})
        self._record(environ, target)
        signed = _SIGNED_FOR_EKS.search(environ.get("HTTP_AUTHORIZATION", ""))
        if signed is None:
            if target == "/moto-api/reset":
                self.eks.reset()
            return self._moto(environ, _without_hope(start_response))
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            answer = self.eks.answer(signed[1], environ["REQUEST_METHOD"], target, body)
        except Exception:  # noqa: BLE001 - a fault of the layer, which the test shows
            answer = 501, "NotImplementedException", {"message": traceback.format_exc()}
        return _answer(start_response, *answer)

    def _record(self, environ: Environment, target: str) -> None:
        """What was asked, by the access key of who asked; the body is then there to be read again."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        made = self.calls.setdefault(caller(environ.get("HTTP_AUTHORIZATION", "")), [])
        try:
            made += calls(environ, target, body)
        except (KeyError, ValueError):
            made.append(Call(f"unknown: {traceback.format_exc()}", "*", ""))

    def state(self) -> dict[str, Any]:
        clusters = {
            region.name: {
                name: {**asdict(cluster), "lost": [one for one in lost(region, cluster) if one]}
                for name, cluster in region.clusters.items()
            }
            for region in self.eks.regions.values()
        }
        return {"clusters": clusters, "asked": [asdict(one) for one in self.eks.asked]}


def _without_hope(start_response: Callable[..., Any]) -> Callable[..., Any]:
    """A fault of moto is no fault that goes by: the provider would try 25 times what is answered with 500."""

    def start(status: str, *rest: Any) -> Any:
        return start_response("501 Not Implemented" if status.startswith("500") else status, *rest)

    return start


def _answer(start_response: Callable[..., Any], status: int, kind: str, body: dict[str, Any]) -> Iterable[bytes]:
    payload = json.dumps(body).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(payload)))]
    if kind:
        headers.append(("x-amzn-ErrorType", kind))
    start_response(f"{status} {'OK' if status == 200 else kind}", headers)
    return [payload]


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    repair()
    auto_scaling.repair()
    server = make_server("127.0.0.1", 0, Application(), threaded=True, request_handler=_Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    # There is nothing to keep, and to unload moto takes seconds.
    os._exit(0)


if __name__ == "__main__":
    main()
