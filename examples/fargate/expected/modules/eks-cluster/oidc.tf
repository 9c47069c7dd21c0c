# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# Roles that trust this provider are for what cannot use EKS Pod Identity. IAM knows the certificates of EKS by itself.
resource "aws_iam_openid_connect_provider" "this" {
  url            = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
