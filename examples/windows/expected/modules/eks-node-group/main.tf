# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  # The volume that holds images and containers; Bottlerocket's system has another one.
  disk_device = startswith(var.ami_type, "WINDOWS") ? "/dev/sda1" : "/dev/xvda"

  tags = merge(var.tags, { Name = "${var.cluster_name}-${var.name}" })
}

resource "aws_eks_node_group" "this" {
  cluster_name    = var.cluster_name
  node_group_name = var.name
  version         = var.kubernetes_version
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = var.subnet_ids
  ami_type        = var.ami_type
  capacity_type   = var.capacity_type
  instance_types  = var.instance_types

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  scaling_config {
    min_size     = var.min_size
    max_size     = var.max_size
    desired_size = var.desired_size
  }

  update_config {
    max_unavailable_percentage = 33
  }

  # Acts on what the node monitoring agent reports.
  node_repair_config {
    enabled = true
  }

  dynamic "taint" {
    for_each = var.taints

    content {
      key    = taint.value.key
      value  = taint.value.value
      effect = taint.value.effect
    }
  }

  # A node cannot join without the policies of its role, nor leave in good order once they are gone.
  depends_on = [aws_iam_role_policy_attachment.node]
}

resource "aws_launch_template" "this" {
  name                   = "${var.cluster_name}-${var.name}"
  description            = "Nodes of ${var.cluster_name}, group ${var.name}"
  update_default_version = true

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = local.disk_device

    ebs {
      volume_type           = "gp3"
      volume_size           = var.disk_size
      encrypted             = true
      delete_on_termination = true
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = local.tags
  }

  tag_specifications {
    resource_type = "network-interface"
    tags          = local.tags
  }

  tag_specifications {
    resource_type = "volume"
    tags          = local.tags
  }
}

resource "aws_iam_role" "node" {
  name = "${var.cluster_name}-${var.name}-node"

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

# Join the cluster, pull images, and let Session Manager in where others open SSH. The network add-on has a role of
# its own.
resource "aws_iam_role_policy_attachment" "node" {
  for_each = toset([
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEKSWorkerNodePolicy",
    "AmazonSSMManagedInstanceCore",
  ])

  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}
