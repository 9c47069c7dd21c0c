"""Terracutter: a short interview in, a Terraform repository for Amazon EKS out."""

__version__ = "0.1.0"
