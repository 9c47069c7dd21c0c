# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

resource "aws_eks_fargate_profile" "this" {
  for_each = var.profiles

  cluster_name           = var.cluster_name
  fargate_profile_name   = each.key
  pod_execution_role_arn = aws_iam_role.pod_execution.arn
  subnet_ids             = var.subnet_ids

  dynamic "selector" {
    for_each = each.value.selectors

    content {
      namespace = selector.key
      labels    = selector.value
    }
  }

  # Without the policy of the role no pod gets its image.
  depends_on = [aws_iam_role_policy_attachment.pod_execution]
}

# What Fargate itself may do for the pods: register with the cluster and pull images. EKS makes its access entry.
resource "aws_iam_role" "pod_execution" {
  name = "${var.cluster_name}-fargate"

  # For profiles of this cluster alone.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "eks-fargate-pods.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = {
          ArnLike = {
            "aws:SourceArn" = "arn:aws:eks:${var.region}:${var.account_id}:fargateprofile/${var.cluster_name}/*"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "pod_execution" {
  role       = aws_iam_role.pod_execution.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy"
}

# The log router of Fargate makes the log group and sets its retention, as platform/<environment>/fargate says.
resource "aws_iam_role_policy" "logs" {
  name = "write-logs"
  role = aws_iam_role.pod_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "logs:CreateLogGroup",
          "logs:CreateLogStream",
          "logs:DescribeLogStreams",
          "logs:PutLogEvents",
          "logs:PutRetentionPolicy",
        ]
        Resource = "arn:aws:logs:${var.region}:${var.account_id}:log-group:/aws/eks/${var.cluster_name}/fargate:*"
      },
    ]
  })
}
