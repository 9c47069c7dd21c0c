"""Every request to the loopback AWS as IAM would judge it: action, resource, and the further actions that it implies.

A request to AWS may need more than the action of its own name: tags on what is created, a role that is passed on.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote

from asked import Call
from botocore.loaders import Loader
from botocore.model import ServiceModel
from moto.ec2.models import ec2_backends
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto_placement_groups import groups as placement_groups

ACCOUNT = os.environ.get("MOTO_ACCOUNT_ID", "123456789012")
_SIGNED = re.compile(r"Credential=([^/]+)/\d+/([a-z0-9-]+)/([a-z0-9-]+)/")
_ROLE = re.compile(r"arn:aws:iam::\d+:role/[\w+=,.@/-]+")
_EC2_ID = re.compile(r"[a-z]+(-[a-z]+)?-[0-9a-f]{8,17}")
_FREE = {"sts:GetCallerIdentity", "sts:GetSessionToken"}
"""What every caller may do, whatever policies say."""

_TAGGED_BY = {
    "autoscaling": "autoscaling:CreateOrUpdateTags",
    "ec2": "ec2:CreateTags",
    "eks": "eks:TagResource",
    "events": "events:TagResource",
    "kms": "kms:TagResource",
    "logs": "logs:TagResource",
    "rolesanywhere": "rolesanywhere:TagResource",
    "sqs": "sqs:TagQueue",
}
_IAM_TAGGED_BY = {
    "CreateInstanceProfile": "iam:TagInstanceProfile",
    "CreateOpenIDConnectProvider": "iam:TagOpenIDConnectProvider",
    "CreatePolicy": "iam:TagPolicy",
    "CreateRole": "iam:TagRole",
}
_S3 = {
    ("DELETE", True): "s3:DeleteObject",
    ("GET", True): "s3:GetObject",
    ("HEAD", True): "s3:GetObject",
    ("PUT", True): "s3:PutObject",
    ("DELETE", False): "s3:DeleteBucket",
    ("GET", False): "s3:ListBucket",
    ("HEAD", False): "s3:ListBucket",
    ("PUT", False): "s3:CreateBucket",
}
_S3_PARTS = {
    "accelerate": "AccelerateConfiguration",
    "acl": "BucketAcl",
    "cors": "BucketCORS",
    "encryption": "EncryptionConfiguration",
    "lifecycle": "LifecycleConfiguration",
    "location": "BucketLocation",
    "logging": "BucketLogging",
    "object-lock": "BucketObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "publicAccessBlock": "BucketPublicAccessBlock",
    "replication": "ReplicationConfiguration",
    "requestPayment": "BucketRequestPayment",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
    "website": "BucketWebsite",
}
"""What a query asks of a bucket, as IAM names it. Source: service authorization reference, Amazon S3."""
_PASSING = {
    "AddRoleToInstanceProfile",
    "CreateAddon",
    "CreateCapability",
    "CreateCluster",
    "CreateFargateProfile",
    "CreateFlowLogs",
    "CreateNodegroup",
    "CreatePodIdentityAssociation",
    "CreateProfile",
    "PutLifecycleHook",
    "UpdateAddon",
    "UpdatePodIdentityAssociation",
}


def caller(authorization: str) -> str:
    """The access key of a request, which tells the runs apart."""
    found = _SIGNED.search(authorization)
    return found[1] if found else ""


def calls(environ: Mapping[str, Any], target: str, body: bytes) -> Iterator[Call]:
    """What a signed request needs to be allowed."""
    found = _SIGNED.search(environ.get("HTTP_AUTHORIZATION", ""))
    if found is None:
        return
    region, service = found[2], found[3]
    path, _, query = target.partition("?")
    if service == "s3":
        place = unquote(path).strip("/")
        yield Call(_of_s3(environ["REQUEST_METHOD"], place, query), f"arn:aws:s3:::{place}", region)
        return
    name, sent = _request(service, environ, path, body)
    if f"{service}:{name}" in _FREE:
        return
    resource = _RESOURCES.get(service, lambda *_: "*")(region, name, sent, unquote(path))
    yield Call(f"{service}:{name}", resource, region, tuple(_context(service, region, name, sent)))
    text = json.dumps({key: value for key, value in sent.items() if key != "configurationValues"}) + query
    if re.search(r'"(Tags?|tags|TagSpecification)[".]', text) and re.match("Create|Put|Start|Register", name):
        yield Call(_IAM_TAGGED_BY[name] if service == "iam" else _TAGGED_BY[service], resource, region)
    if name in _PASSING:
        if service == "iam":
            yield Call("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/{sent['RoleName']}", region)
        for role in sorted(set(_ROLE.findall(text))):
            yield Call("iam:PassRole", role, region)


def _context(service: str, region: str, name: str, sent: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The tags of what is deleted or changed, and the policy that a role is given."""
    if service == "iam" and name in {"AttachRolePolicy", "DetachRolePolicy"}:
        yield "iam:PolicyARN", sent["PolicyArn"]
    tags: Mapping[str, str] = {}
    if service == "ec2" and name.startswith(("Delete", "Release")):
        backend = ec2_backends[ACCOUNT][region]
        ids = [one for one in sent.values() if _EC2_ID.fullmatch(one)]
        ids += [placement_groups(backend)[one].id for key, one in sent.items() if key == "GroupName"]
        tags = next((found for one in ids if (found := backend.tags.get(one))), {})
    elif service == "kms" and str(sent.get("KeyId", "")) in (keys := kms_backends[ACCOUNT][region].keys):
        tags = kms_backends[ACCOUNT][region].tagger.get_tag_dict_for_resource(keys[sent["KeyId"]].id)
    for key, value in sorted(tags.items()):
        yield f"aws:ResourceTag/{key}", value


def _of_s3(method: str, place: str, query: str) -> str:
    part = next((_S3_PARTS[one] for one in re.split("[&=]", query) if one in _S3_PARTS), None)
    if part is None or "/" in place:
        return _S3[method, "/" in place]
    if (method, part) == ("DELETE", "BucketPolicy"):
        return "s3:DeleteBucketPolicy"
    return f"s3:{'Get' if method == 'GET' else 'Put'}{part}"


def _request(service: str, environ: Mapping[str, Any], path: str, body: bytes) -> tuple[str, dict[str, Any]]:
    """The operation, and what it was sent."""
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return target.rpartition(".")[2], json.loads(body or b"{}")
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        form = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        return form["Action"], form
    for name, method, pattern in _routes(service):
        if method == environ["REQUEST_METHOD"] and pattern.fullmatch(path):
            return name, json.loads(body or b"{}")
    raise ValueError(f"{service} has no operation {environ['REQUEST_METHOD']} {path}")


@cache
def _routes(service: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    model = ServiceModel(Loader().load_service_model(service, "service-2"))
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path = re.sub(r"\\\{\w+(\\\+)?\\\}", "[^/]+", re.escape(http["requestUri"].partition("?")[0]))
        found.append((name, http["method"], re.compile(path)))
    return tuple(sorted(found, key=lambda one: one[2].pattern.count("[^/]+")))


def _of_iam(_: str, name: str, sent: Mapping[str, Any], __: str) -> str:
    if "OpenIDConnectProviderArn" in sent or name == "CreateOpenIDConnectProvider":
        issuer = f"oidc-provider/{sent.get('Url', '').removeprefix('https://')}"
        return sent.get("OpenIDConnectProviderArn") or f"arn:aws:iam::{ACCOUNT}:{issuer}"
    if name == "CreatePolicy":
        return f"arn:aws:iam::{ACCOUNT}:policy{sent.get('Path', '/')}{sent['PolicyName']}"
    if "InstanceProfileName" in sent:
        return f"arn:aws:iam::{ACCOUNT}:instance-profile/{sent['InstanceProfileName']}"
    if "RoleName" in sent:
        return f"arn:aws:iam::{ACCOUNT}:role{sent.get('Path') or _path_of(sent['RoleName'])}{sent['RoleName']}"
    return sent.get("PolicyArn", "*")


def _path_of(role: str) -> str:
    """A request has it only where it makes the role."""
    known = iam_backends[ACCOUNT]["aws"].roles.values()
    return next((one.path for one in known if one.name == role), "/")


def _of_eks(region: str, _: str, sent: Mapping[str, Any], path: str) -> str:
    places = path.strip("/").split("/")
    name = places[1] if places[0] == "clusters" and len(places) > 1 else sent.get("name", "")
    if places[0] == "tags":
        return unquote(path).partition("/tags/")[2]
    return f"arn:aws:eks:{region}:{ACCOUNT}:cluster/{name}" if name else "*"


def _of_logs(region: str, _: str, sent: Mapping[str, Any], __: str) -> str:
    arn = sent.get("resourceArn")
    name = sent.get("logGroupName")
    return arn or (f"arn:aws:logs:{region}:{ACCOUNT}:log-group:{name}" if name else "*")


def _of_sqs(region: str, _: str, sent: Mapping[str, Any], __: str) -> str:
    name = sent.get("QueueName") or str(sent.get("QueueUrl", "")).rpartition("/")[2]
    return f"arn:aws:sqs:{region}:{ACCOUNT}:{name}" if name else "*"


def _of_events(region: str, _: str, sent: Mapping[str, Any], __: str) -> str:
    name = sent.get("Rule") or sent.get("Name")
    return sent.get("ResourceARN") or (f"arn:aws:events:{region}:{ACCOUNT}:rule/{name}" if name else "*")


_RESOURCES = {"eks": _of_eks, "events": _of_events, "iam": _of_iam, "logs": _of_logs, "sqs": _of_sqs}
