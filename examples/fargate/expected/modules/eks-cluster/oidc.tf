# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

# Roles that trust this provider are for what cannot use EKS Pod Identity. IAM knows the certificates of EKS by itself.
resource "aws_iam_openid_connect_provider" "this" {
  url            = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
