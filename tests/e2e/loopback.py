"""The loopback AWS as the tests see it: started, asked, reset and ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from asked import Call

ACCOUNT = "123456789012"
"""The account of every caller, unless a server is started for another."""


@dataclass(frozen=True, slots=True)
class Loopback:
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """What makes Terraform talk to it, and to nobody else, whatever the caller's environment says of AWS."""
        return {
            **dict.fromkeys((name for name in os.environ if name.startswith("AWS_")), ""),
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": "127.0.0.1",
        }

    def client(self, service: str, region: str = "us-east-1") -> Any:
        return _client(self.url, service, region)

    def state(self) -> dict[str, Any]:
        """Every cluster with what belongs to it, by region and name, and every request to EKS in its order."""
        with urllib.request.urlopen(f"{self.url}/loopback/state") as answer:
            return json.load(answer)

    def calls(self, access_key: str) -> list[Call]:
        """What was asked with that key, in its order."""
        with urllib.request.urlopen(f"{self.url}/loopback/calls") as answer:
            found = json.load(answer).get(access_key, ())
        return [Call(*names, tuple(map(tuple, context))) for *names, context in found]

    def cluster(self, name: str, region: str = "us-east-1") -> dict[str, Any]:
        return self.state()["clusters"][region][name]

    def forget_clusters(self) -> None:
        """EKS as if never used, and no Auto Scaling group; networks and roles stay."""
        self._post("loopback/forget-clusters")

    def reset(self) -> None:
        """An empty account."""
        self._post("moto-api/reset")

    def _post(self, path: str) -> None:
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/{path}", method="POST")):
            pass


@cache
def _client(url: str, service: str, region: str) -> Any:
    """Kept: to make one reads the model of the whole service."""
    import boto3

    return boto3.client(
        service, region_name=region, endpoint_url=url, aws_access_key_id="testing", aws_secret_access_key="testing"
    )


@contextmanager
def started(account: str = ACCOUNT) -> Iterator[Loopback]:
    """A server that ends with this process, however that ends: it reads until its standard input is closed."""
    server = Path(__file__).with_name("loopback_server.py")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    kept["MOTO_ACCOUNT_ID"] = account
    with subprocess.Popen(
        [sys.executable, str(server)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=kept, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        if not port:
            raise RuntimeError("the loopback AWS did not start; what it said is above")
        try:
            yield Loopback(f"http://127.0.0.1:{port}")
        finally:
            process.stdin.close()
            process.wait(timeout=20)
