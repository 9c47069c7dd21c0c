# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# The role of the nodes that Karpenter starts: join the cluster, pull images, and let Session Manager in where others
# open SSH. The network add-on has a role of its own.
resource "aws_iam_role" "node" {
  name = "${var.cluster_name}-karpenter-nodes"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "ec2.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = toset([
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEKSWorkerNodePolicy",
    "AmazonSSMManagedInstanceCore",
  ])

  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

# EKS lets in the nodes of managed groups by itself, and these only by an access entry.
resource "aws_eks_access_entry" "node" {
  cluster_name  = var.cluster_name
  principal_arn = aws_iam_role.node.arn
  type          = "EC2_LINUX"
}
