# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What EKS may do in this account for Auto Mode, beside running the control plane. These policies do not let it set
# tags of your own: a NodeClass or a StorageClass that names some needs a further policy on this role.
resource "aws_iam_role_policy_attachment" "auto_mode" {
  for_each = toset([
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
  ])

  role       = aws_iam_role.cluster.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

resource "aws_iam_role" "auto_mode_node" {
  name = "${var.name}-auto-node"

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

# Join the cluster and pull images: nobody logs in to a node of Auto Mode.
resource "aws_iam_role_policy_attachment" "auto_mode_node" {
  for_each = toset([
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEKSWorkerNodeMinimalPolicy",
  ])

  role       = aws_iam_role.auto_mode_node.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}
