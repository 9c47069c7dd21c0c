"""A lock of Terraform's that somebody else holds, as the S3 backend writes it."""

from __future__ import annotations

import json
from typing import Any

ID = "6f1d2a3b-0000-4000-8000-123456789abc"
WHO = "somebody@elsewhere"


def lock_elsewhere(s3: Any, bucket: str, state: str) -> None:
    """Somebody else applies, and dies."""
    info = {
        "ID": ID,
        "Operation": "OperationTypeApply",
        "Info": "",
        "Who": WHO,
        "Version": "1.11.4",
        "Created": "2026-11-23T06:00:00Z",
        "Path": f"{bucket}/{state}",
    }
    s3.put_object(Bucket=bucket, Key=f"{state}.tflock", Body=json.dumps(info).encode())
