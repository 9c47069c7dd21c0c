"""Terracutter: a short interview in, a Terraform repository for Amazon EKS out."""

__version__ = "0.2.0.dev0"
