"""As much of a Kubernetes API as kubectl needs for the commands of a runbook: a few objects, shown and deleted."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Object = dict[str, Any]

KINDS = {
    "v1": {
        "events": "Event",
        "nodes": "Node",
        "persistentvolumeclaims": "PersistentVolumeClaim",
        "pods": "Pod",
        "services": "Service",
    },
    "apps/v1": {"daemonsets": "DaemonSet", "deployments": "Deployment"},
    "authentication.k8s.io/v1": {"selfsubjectreviews": "SelfSubjectReview"},
    "coordination.k8s.io/v1": {"leases": "Lease"},
    "metrics.k8s.io/v1beta1": {"nodes": "NodeMetrics"},
    "networking.k8s.io/v1": {"ingresses": "Ingress"},
    "policy/v1": {"poddisruptionbudgets": "PodDisruptionBudget"},
}
SHORT = {"persistentvolumeclaims": "pvc", "poddisruptionbudgets": "pdb"}
COLUMNS = {
    "nodes": ("Name", "Status", "Roles", "Age", "Version"),
    "pods": ("Name", "Ready", "Status", "Restarts", "Age"),
    "poddisruptionbudgets": ("Name", "Min Available", "Max Unavailable", "Allowed Disruptions", "Age"),
    "services": ("Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age"),
}
_PLACE = re.compile(
    r"/(?:api/(?P<core>v1)|apis/(?P<group>[^/]+/[^/]+))"
    r"(?:/namespaces/(?P<namespace>[^/]+))?/(?P<resource>[a-z]+)(?:/(?P<name>[^/]+))?(?:/(?P<part>[a-z]+))?"
)


def node(name: str, *, ready: bool, version: str) -> Object:
    condition = {"type": "Ready", "status": "True" if ready else "False", "reason": "Kubelet"}
    status = {"conditions": [condition], "nodeInfo": {"kubeletVersion": version}}
    shown = {"cells": [name, "Ready" if ready else "NotReady", "<none>", "1d", version]}
    return {
        "metadata": {"name": name, "labels": {"topology.k8s.aws/zone-id": "euc1-az2"}},
        "spec": {"providerID": "aws:///eu-central-1a/i-0123456789abcdef0"},
        "status": {**status, "allocatable": MACHINE, "capacity": MACHINE},
        **shown,
    }


def pod(name: str, phase: str, on: str, namespace: str = "kube-system") -> Object:
    shown = {"cells": [name, "1/1", phase, 0, "1d"]}
    owner = {"kind": "ReplicaSet", "apiVersion": "apps/v1", "name": name, "uid": name, "controller": True}
    metadata = {"name": name, "namespace": namespace, "labels": {"app": name}, "ownerReferences": [owner]}
    spec = {"nodeName": on, "containers": [{"name": "main", "image": "example.com/it:1"}]}
    return {"metadata": metadata, "spec": spec, "status": {"phase": phase}, **shown}


MACHINE = {"cpu": "2", "memory": "8Gi", "pods": "35"}


def objects() -> dict[str, list[Object]]:
    """What stands in the cluster, by resource: nodes and pods that are well, and one each that is not."""
    kube_system = {"namespace": "kube-system"}
    app = {"matchLabels": {"app": "cluster-autoscaler"}}
    return {
        "v1/nodes": [node("well", ready=True, version="v1.36.0"), node("ill", ready=False, version="v1.35.3")],
        "v1/pods": [
            pod("cluster-autoscaler", "Running", "well"),
            pod("web", "Running", "ill", "shop"),
            pod("proxy", "Running", "ill"),
            pod("stuck", "Pending", "", "shop"),
        ],
        "v1/services": [
            {"metadata": {"name": "web", "namespace": "shop"}, "cells": ["web", "LoadBalancer", "", "", "80", "1d"]},
            {"metadata": {"name": "db", "namespace": "shop"}, "cells": ["db", "ClusterIP", "", "", "5432", "1d"]},
        ],
        "v1/persistentvolumeclaims": [{"metadata": {"name": "data", "namespace": "shop"}}],
        "apps/v1/deployments": [
            {"metadata": {"name": "cluster-autoscaler", **kube_system}, "spec": {"selector": app, "template": {}}}
        ],
        "metrics.k8s.io/v1beta1/nodes": [{"metadata": {"name": "well"}, "usage": {"cpu": "500m", "memory": "2Gi"}}],
        "networking.k8s.io/v1/ingresses": [{"metadata": {"name": "shop", "namespace": "shop"}}],
        "policy/v1/poddisruptionbudgets": [
            {"metadata": {"name": "strict", "namespace": "shop"}, "cells": ["strict", "1", "N/A", 0, "1d"]}
        ],
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    kept: dict[str, list[Object]]

    def log_message(self, *_: Any) -> None:
        """Says nothing: a test that fails shows what kubectl said."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        found = discovered(url.path)
        if found is None:
            place = _PLACE.fullmatch(url.path)
            if place is None:
                return self._answer(404, failure(404, "NotFound"))
            if place["part"] == "log":
                return self._answer(200, "nothing fits the pods that wait\n")
            found = self._shown(place, {name: values[0] for name, values in parse_qs(url.query).items()})
        return self._answer(found.get("code", 200), found)

    def do_DELETE(self) -> None:
        self._body()
        place = _PLACE.fullmatch(urlsplit(self.path).path)
        assert place is not None, self.path
        things = self.kept[_kind(place)]
        things[:] = [one for one in things if not _is(one, place)]
        self._answer(200, {"kind": "Status", "apiVersion": "v1", "status": "Success"})

    def do_PATCH(self) -> None:
        """Cordons a node."""
        place = _PLACE.fullmatch(urlsplit(self.path).path)
        assert place is not None, self.path
        (one,) = (one for one in self.kept[_kind(place)] if _is(one, place))
        one["spec"] |= json.loads(self._body())["spec"]
        self._answer(200, complete(one, place))

    def do_POST(self) -> None:
        """Says who asks; evicts a pod."""
        if "selfsubjectreviews" in self.path:
            self._body()
            kind = {"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "metadata": {}}
            return self._answer(201, {**kind, "status": {"userInfo": {"username": "platform-team"}}})
        return self.do_DELETE()

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _shown(self, place: re.Match[str], query: dict[str, str]) -> Object:
        things = [one for one in self.kept.get(_kind(place), ()) if _is(one, place)]
        on = re.search(r"spec\.nodeName=([\w-]+)", query.get("fieldSelector", ""))
        things = [one for one in things if on is None or one["spec"]["nodeName"] == on[1]]
        if place["name"] and not things:
            return failure(404, "NotFound")
        if "as=Table" in self.headers.get("Accept", "") and place["resource"] in COLUMNS:
            return table(place["resource"], things)
        if place["name"]:
            return complete(things[0], place)
        version, kind = _version(place), KINDS[_version(place)][place["resource"]]
        return {
            "kind": f"{kind}List",
            "apiVersion": version,
            "metadata": {},
            "items": [complete(one, place) for one in things],
        }

    def _answer(self, code: int, body: Object | str) -> None:
        kind = "text/plain" if isinstance(body, str) else "application/json"
        payload = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


def _version(place: re.Match[str]) -> str:
    return place["core"] or place["group"]


def _kind(place: re.Match[str]) -> str:
    return f"{_version(place)}/{place['resource']}"


def _is(one: Object, place: re.Match[str]) -> bool:
    metadata = one["metadata"]
    return place["name"] in {None, metadata["name"]} and place["namespace"] in {None, metadata.get("namespace")}


def complete(one: Object, place: re.Match[str]) -> Object:
    known = {key: value for key, value in one.items() if key != "cells"}
    return {"kind": KINDS[_version(place)][place["resource"]], "apiVersion": _version(place), **known}


def failure(code: int, reason: str) -> Object:
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code}


def table(resource: str, things: list[Object]) -> Object:
    columns = [{"name": name, "type": "string", "format": "", "priority": 0} for name in COLUMNS[resource]]
    partial = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}
    rows = [{"cells": one["cells"], "object": {**partial, "metadata": one["metadata"]}} for one in things]
    return {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": {}, "columnDefinitions": columns, "rows": rows}


def discovered(path: str) -> Object | None:
    """What kubectl asks first: which kinds there are, and which version this is."""
    if path == "/version":
        return {"major": "1", "minor": "36", "gitVersion": "v1.36.0-eks-0000000"}
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    if path == "/apis":
        versions = [{"groupVersion": one, "version": one.partition("/")[2]} for one in KINDS if "/" in one]
        groups = [
            {"name": one["groupVersion"].partition("/")[0], "versions": [one], "preferredVersion": one}
            for one in versions
        ]
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
    found = re.fullmatch(r"/(?:api/(v1)|apis/([^/]+/[^/]+))", path)
    if found is None or (version := found[1] or found[2]) not in KINDS:
        return None
    resources = [
        {
            "name": name,
            "singularName": kind.lower(),
            "namespaced": "Node" not in kind and kind != "SelfSubjectReview",
            "kind": kind,
            "verbs": ["create", "delete", "deletecollection", "get", "list", "patch"],
            "shortNames": [SHORT[name]] if name in SHORT else [],
        }
        for name, kind in KINDS[version].items()
    ]
    if version == "v1":
        resources.append(
            {
                "name": "pods/eviction",
                "singularName": "",
                "namespaced": True,
                "kind": "Eviction",
                "group": "policy",
                "version": "v1",
                "verbs": ["create"],
            }
        )
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": resources}


@contextmanager
def serving() -> Iterator[str]:
    """Its address, on 127.0.0.1 alone."""
    handler = type("Handler", (_Handler,), {"kept": objects()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
