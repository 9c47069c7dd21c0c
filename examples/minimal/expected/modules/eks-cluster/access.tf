# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# Nobody was named as administrator, and nobody is let in by having created the cluster: this role is the way in.
# A person of the account needs the permission sts:AssumeRole on it.
resource "aws_iam_role" "administrator" {
  name = "${var.name}-administrator"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_eks_access_entry" "administrator" {
  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_iam_role.administrator.arn
}

resource "aws_eks_access_policy_association" "administrator" {
  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.administrator.principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}
