# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# One network interface in each zone, beside those of the control plane.
resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  transit_gateway_id = var.transit_gateway_id
  vpc_id             = var.vpc_id
  subnet_ids         = var.subnet_ids
  dns_support        = "enable"

  tags = {
    Name = var.name
  }
}

locals {
  # Every zone's route table has every route, by names such as "us-east-1a 10.64.0.0/12".
  private_routes = {
    for pair in setproduct(keys(var.private_route_table_ids), var.cidrs) :
    "${pair[0]} ${pair[1]}" => { zone = pair[0], cidr = pair[1] }
  }
}

# A route to a transit gateway is refused until the VPC is attached, so each takes its id from the attachment.
resource "aws_route" "private" {
  for_each = local.private_routes

  route_table_id         = var.private_route_table_ids[each.value.zone]
  destination_cidr_block = each.value.cidr
  transit_gateway_id     = aws_ec2_transit_gateway_vpc_attachment.this.transit_gateway_id
}

# By these the control plane answers those who reach the Kubernetes API from there.
resource "aws_route" "intra" {
  for_each = toset(var.cidrs)

  route_table_id         = var.intra_route_table_id
  destination_cidr_block = each.key
  transit_gateway_id     = aws_ec2_transit_gateway_vpc_attachment.this.transit_gateway_id
}
