# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# EKS lets nodes in through a group that it makes, which they and the control plane share. This one lets others in, and to the
# control plane alone. It lets nothing out: what the control plane opens goes out through the group of EKS.
resource "aws_security_group" "control_plane" {
  name        = "${var.name}-control-plane"
  description = "Control plane of ${var.name}"
  vpc_id      = var.vpc_id

  tags = {
    Name = "${var.name}-control-plane"
  }

  # Taken away, it leaves the cluster first: EC2 deletes no group that is in use.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "api" {
  for_each = toset(var.api_access_cidrs)

  security_group_id = aws_security_group.control_plane.id
  description       = "Kubernetes API from ${each.key}"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# By it Karpenter's node classes find the group of nodes: this one and no other, else load balancers refuse the nodes.
resource "aws_ec2_tag" "karpenter_discovery" {
  resource_id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
  key         = "karpenter.sh/discovery"
  value       = var.name
}
