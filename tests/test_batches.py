"""What is judged in a batch is judged as if it stood alone: a fault is found, and put down to whom it belongs."""

from __future__ import annotations

import pytest

VPC, MAIN = "modules/vpc/subnets.tf", "environments/production/main.tf"
VARIABLES, VALUES = "environments/production/variables.tf", "environments/production/terraform.tfvars"

BROKEN = {
    "a misspelt argument in a module": (VPC, "vpc_id ", "vpc_ident ", "Unsupported argument"),
    "an unknown reference": (MAIN, "module.vpc.vpc_id", "module.vpc.vpc", "Unsupported attribute"),
    "a value of another type": (VALUES, "= 365", "= [365]", "Invalid value for input variable"),
    "a value that nothing declares": (VALUES, "region ", 'regions = "a"\nregion ', "Unsupported argument"),
    "a value that is refused": (VALUES, '"STANDARD"', '"FREE"', "Invalid value for variable"),
    "a missing value": (VALUES, 'support_type       = "STANDARD"', "", "Missing required argument"),
    "a module that is not there": (MAIN, "../../modules/vpc", "../../modules/vpn", "Unreadable module directory"),
    "half a file": (VARIABLES, 'variable "region" {', 'variable "region" ', "Invalid block definition"),
}


@pytest.fixture(scope="module")
def verdicts(judge, build):
    sound = build().files
    broken = {}
    for name, (path, old, new, _) in BROKEN.items():
        assert old in sound[path], name
        broken[name] = {**sound, path: sound[path].replace(old, new)}
    return judge("broken repositories among sound ones", {"sound": sound, **broken, "sound too": sound})


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_found_in_the_repository_that_has_it(verdicts, name):
    assert BROKEN[name][-1] in verdicts[name]


def test_faults_of_others_are_not_put_down_to_the_sound(verdicts):
    assert (verdicts["sound"], verdicts["sound too"]) == ("", "")
