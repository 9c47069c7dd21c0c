# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

resource "aws_route_table" "private" {
  for_each = var.private_subnets

  vpc_id = aws_vpc.this.id

  tags = {
    Name = "${var.name}-private-${each.key}"
  }
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private[each.key].id
}

# No route leads out of an intra subnet but to the transit gateway's networks, from where people reach the Kubernetes API.
resource "aws_route_table" "intra" {
  vpc_id = aws_vpc.this.id

  tags = {
    Name = "${var.name}-intra"
  }
}

resource "aws_route_table_association" "intra" {
  for_each = aws_subnet.intra

  subnet_id      = each.value.id
  route_table_id = aws_route_table.intra.id
}
