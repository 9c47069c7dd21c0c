"""The schemas that the package carries are what `tools/schemas.py` writes."""

from __future__ import annotations

import base64
import gzip
import importlib.util
import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from golden import ROOT
from terracutter.catalog import schemas
from terracutter.catalog.limits import aws_limits
from terracutter.catalog.schemas import schemas_of

DIRECTORY = Path(schemas.__file__).parent
FILES = sorted(DIRECTORY.glob("*.gz"))
KNOWN = [schema for provider in schemas._NAMES for schema in schemas_of(provider)]


def lines_of(path):
    header, *lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    return json.loads(header), [line.split("\t") for line in lines]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_says_what_it_holds_and_is_sorted(path):
    header, lines = lines_of(path)
    assert sorted(header) == ["date", "part", "provider", "source", "version"]
    assert header["part"] == {"core": "core", "rest": "rest"}.get(path.name.split(".")[1], "whole")
    keys = [key for key, _ in lines]
    assert keys == sorted(set(keys))
    assert path.read_bytes()[4:8] == bytes(4), "gzip keeps no time"
    for _, value in lines:
        assert json.dumps(json.loads(value), sort_keys=True, separators=(",", ":")) == value


def test_the_core_is_small():
    assert all(path.stat().st_size < 24_000 for path in DIRECTORY.glob("*.core.gz"))
    assert sum(path.stat().st_size for path in FILES) < 500_000


@pytest.mark.parametrize("schema", KNOWN, ids=str)
def test_every_block_can_be_built(schema):
    for kind in ("resource", "data", "ephemeral"):
        for type_name in schema.types(kind):
            block = schema.block(kind, type_name)
            assert block.attributes or block.blocks or block.is_open or type_name


def test_what_is_known_of_a_cluster():
    old, new = schemas_of("hashicorp/aws")
    assert (str(old), str(new)) == ("hashicorp/aws 5.100.0", "hashicorp/aws 6.69.1")
    assert (len(list(old.types("resource"))), len(list(old.types("data")))) == (1526, 608)
    for schema in (old, new):
        cluster = schema.block("resource", "aws_eks_cluster")
        assert set(cluster.required) == {"name", "role_arn"}
        assert cluster.blocks["vpc_config"][:3] == ("list", 1, 1)
        assert cluster.blocks["vpc_config"].block.attributes["subnet_ids"] == ("r", ["set", "string"])
        assert cluster.attributes["certificate_authority"] == ("c", ["list", ["object", {"data": "string"}]])
        assert cluster.attributes["tags_all"].flags == "oc"
    assert "deletion_protection" not in old.block("resource", "aws_eks_cluster").attributes
    assert "deletion_protection" in new.block("resource", "aws_eks_cluster").attributes


def test_both_versions_agree_on_most_of_the_core():
    """The two are read from different sources, so that a misread attribute would show."""
    old, new = schemas_of("hashicorp/aws")
    _, lines = lines_of(DIRECTORY / "aws-5.core.gz")
    pairs = [key.split(" ") for key, _ in lines if " " in key]
    shared = differing = 0
    for kind, type_name in pairs:
        before, after = old.block(kind, type_name), new.block(kind, type_name)
        for name in before.attributes.keys() & after.attributes.keys():
            shared += 1
            differing += before.attributes[name] != after.attributes[name]
    assert shared > 1900
    assert differing < shared / 50


def test_limits_name_arguments_that_exist():
    """An argument of the limits is one in a known version of the provider."""
    limits = aws_limits()
    types = {name: rules for name, rules in limits.arguments.items() if name != "*"}
    for type_name, rules in types.items():
        for path in rules:
            assert any(has(schema, type_name, path.split(".")) for schema in schemas_of("hashicorp/aws")), path
    for groups in (limits.conflicts, limits.exactly_one, limits.ordered, limits.alike):
        for type_name, lists in groups.items():
            for path in (name for names in lists for name in names):
                assert any(has(schema, type_name, path.split(".")) for schema in schemas_of("hashicorp/aws")), path


def has(schema, type_name, path):
    block = schema.block("resource", type_name)
    for name in path[:-1]:
        if name not in block.blocks:
            return False
        block = block.blocks[name].block
    return path[-1] in block.attributes


# --- the script -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tools():
    """The modules of `tools/`, which are no package."""
    directory = ROOT / "tools"
    sys.path.insert(0, str(directory))
    try:
        spec = importlib.util.spec_from_file_location("schemas", directory / "schemas.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules["schemas"] = module
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(directory))


def test_a_block_that_stands_twice_is_kept_once(tools):
    timeouts = {"block": {"attributes": {"create": {"type": "string", "optional": True}}}, "nesting_mode": "single"}
    blocks = {
        f"resource {name}": tools.compact({"attributes": {}, "block_types": {"timeouts": timeouts}}) for name in "ab"
    }
    assert tools.share(blocks) == {
        "resource a": {"b": {"timeouts": ["single", 0, 0, 0]}},
        "resource b": {"b": {"timeouts": ["single", 0, 0, 0]}},
        "0": {"a": {"create": ["o", "string"]}},
    }


TYPESCRIPT = """\
export interface ThingConfig extends cdktn.TerraformMetaArguments {
  /**
  * size block
  */
  readonly size: ThingSize;
}
export interface ThingSize {
}
export function thingSizeToHclTerraform(struct?: ThingSize): any {
  const attrs = {
    width: {
      value: cdktn.numberToHclTerraform(struct!.width),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
  };
}
export class ThingSizeOutputReference extends cdktn.ComplexObject {
  // width - computed: false, optional: false, required: true
  private _width?: number;
  public get width() {
    return this.getNumberAttribute('width');
  }
}
export class ThingPartOutputReference extends cdktn.ComplexObject {
  // label - computed: true, optional: false, required: false
  public get label() {
    return this.getStringAttribute('label');
  }
}
export class ThingPartList extends cdktn.ComplexList {
}
export class Thing extends cdktn.TerraformResource {
  public static readonly tfResourceType = "acme_thing";
  // names - computed: true, optional: true, required: false
  private _names?: string[];
  public get names() {
    return cdktn.Fn.tolist(this.getListAttribute('names'));
  }
  // parts - computed: true, optional: false, required: false
  private _parts = new ThingPartList(this, "parts", true);
  public get parts() {
    return this._parts;
  }
  // size - computed: false, optional: false, required: true
  private _size = new ThingSizeOutputReference(this, "size");
  public get size() {
    return this._size;
  }
  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      names: {
        value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(this._names),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      size: {
        value: thingSizeToHclTerraform(this._size.internalValue),
        isBlock: true,
        type: "list",
        storageClassType: "ThingSizeList",
      },
    };
  }
}
"""


def test_bindings_are_read_as_a_schema(tools, tmp_path):
    mapped = base64.b64encode(json.dumps({"sourcesContent": [TYPESCRIPT]}).encode()).decode()
    members = {
        "package/package.json": json.dumps({"cdktn": {"provider": {"version": "1.2.3"}}}),
        "package/lib/thing/index.js": f"//# sourceMappingURL=data:application/json;base64,{mapped}",
    }
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as archive:
        for name, text in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("acme/_jsii/thing@1.jsii.tgz", inner.getvalue())
    version, blocks = tools.read_wheel(tmp_path / "a.whl", objects_nest=False)
    assert version == "1.2.3"
    assert {key: tools.compact(block) for key, block in blocks.items()} == {
        "resource acme_thing": {
            "a": {"names": ["oc", ["set", "string"]], "parts": ["c", ["set", ["object", {"label": "string"}]]]},
            "b": {"size": ["list", 1, 1, {"a": {"width": ["r", "number"]}}]},
        }
    }
