# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the controllers may do in AWS: a role each, in a file each, handed to its service account by EKS Pod Identity. Helm
# installs the controllers themselves, with what stands in platform/.

locals {
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "pods.eks.amazonaws.com" }
        Action    = ["sts:AssumeRole", "sts:TagSession"]
      },
    ]
  })
}
