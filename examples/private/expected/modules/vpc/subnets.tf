# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# Nodes, pods and internal load balancers.
resource "aws_subnet" "private" {
  for_each = var.private_subnets

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name                              = "${var.name}-private-${each.key}"
    "kubernetes.io/role/internal-elb" = "1"
  }
}

# The network interfaces of the control plane and of the transit gateway's attachment, and nothing else, so that upgrades
# always find free addresses.
resource "aws_subnet" "intra" {
  for_each = var.intra_subnets

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name = "${var.name}-intra-${each.key}"
  }

  lifecycle {
    # A subnet that is no longer wanted goes after the control plane has left it, not before.
    create_before_destroy = true
  }
}
