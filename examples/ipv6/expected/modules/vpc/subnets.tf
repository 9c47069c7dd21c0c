# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  # A tier has a /60 of the VPC's /56, and the last letter of a zone's name its /64 there: a zone added moves no other.
  ipv6_blocks = {
    private = cidrsubnet(aws_vpc.this.ipv6_cidr_block, 4, 0)
    public  = cidrsubnet(aws_vpc.this.ipv6_cidr_block, 4, 1)
    intra   = cidrsubnet(aws_vpc.this.ipv6_cidr_block, 4, 2)
  }

  zone_numbers = {
    for zone in keys(var.private_subnets) : zone => index(["a", "b", "c", "d", "e", "f"], substr(zone, -1, 1))
  }
}

# Nodes, pods and internal load balancers.
resource "aws_subnet" "private" {
  for_each = var.private_subnets

  vpc_id                          = aws_vpc.this.id
  availability_zone               = each.key
  cidr_block                      = each.value
  ipv6_cidr_block                 = cidrsubnet(local.ipv6_blocks.private, 4, local.zone_numbers[each.key])
  assign_ipv6_address_on_creation = true

  tags = {
    Name                              = "${var.name}-private-${each.key}"
    "kubernetes.io/role/internal-elb" = "1"
  }
}

# NAT gateways and load balancers that the internet reaches.
resource "aws_subnet" "public" {
  for_each = var.public_subnets

  vpc_id                          = aws_vpc.this.id
  availability_zone               = each.key
  cidr_block                      = each.value
  map_public_ip_on_launch         = false
  ipv6_cidr_block                 = cidrsubnet(local.ipv6_blocks.public, 4, local.zone_numbers[each.key])
  assign_ipv6_address_on_creation = true

  tags = {
    Name                     = "${var.name}-public-${each.key}"
    "kubernetes.io/role/elb" = "1"
  }
}

# The control plane's network interfaces, and nothing else, so that upgrades always find free addresses.
resource "aws_subnet" "intra" {
  for_each = var.intra_subnets

  vpc_id                          = aws_vpc.this.id
  availability_zone               = each.key
  cidr_block                      = each.value
  ipv6_cidr_block                 = cidrsubnet(local.ipv6_blocks.intra, 4, local.zone_numbers[each.key])
  assign_ipv6_address_on_creation = true

  tags = {
    Name = "${var.name}-intra-${each.key}"
  }

  lifecycle {
    # A subnet that is no longer wanted goes after the control plane has left it, not before.
    create_before_destroy = true
  }
}
