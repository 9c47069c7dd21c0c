"""The catalogue of endpoints agrees with itself and with the regions."""

from __future__ import annotations

from terracutter import catalog
from terracutter.questions.endpoints import likely_endpoint, private_endpoints, unknown_endpoints


def test_every_endpoint_of_a_private_cluster_is_among_the_services():
    known = catalog.endpoints()
    assert unknown_endpoints([*known.required, *known.useful, *known.absent]) == ()
    assert {region for regions in known.absent.values() for region in regions} <= catalog.regions().keys()


def test_a_region_without_an_endpoint_is_not_given_it():
    everywhere = set(private_endpoints("us-east-1"))
    missing = {region: sorted(everywhere - set(private_endpoints(region))) for region in catalog.regions()}
    assert {region: names for region, names in missing.items() if names} == {
        "ap-east-2": ["eks", "eks-auth"],
        "ap-southeast-5": ["eks"],
        "ap-southeast-7": ["eks", "eks-auth"],
        "mx-central-1": ["eks", "eks-auth"],
    }


def test_a_near_name_is_told():
    assert likely_endpoint(["sts", "ecr.dkrr"]) == 'Did you mean "ecr.dkr"?'
    assert likely_endpoint(["sts", "zzzzzz"]) == ""
