"""The picture of each environment, as SVG: plan to text, and nothing else."""

from __future__ import annotations

from terracutter.diagram.content import content_of
from terracutter.diagram.layout import picture_of
from terracutter.diagram.shapes import svg
from terracutter.plan import EnvironmentPlan, Plan

__all__ = ["draw", "path_of"]


def draw(plan: Plan) -> dict[str, str]:
    """Path in the repository to the text of an SVG document, one an environment: in each the addresses are others."""
    return {path_of(plan, environment): _drawn(plan, environment) for environment in plan.environments}


def path_of(plan: Plan, environment: EnvironmentPlan) -> str:
    alone = len(plan.environments) == 1
    return "docs/architecture.svg" if alone else f"docs/architecture-{environment.name}.svg"


def _drawn(plan: Plan, environment: EnvironmentPlan) -> str:
    content = content_of(plan, environment)
    zones = f"{len(content.zones)} availability zones" if content.zones else "existing subnets"
    description = (
        f"{content.vpc} with {zones}, the subnets of each tier, VPC endpoints, the control plane of the cluster, "
        f"{len(content.nodes)} kinds of nodes, and what is installed in the cluster."
    )
    return svg(picture_of(content), f"{content.title}: {content.subtitle}", description)
