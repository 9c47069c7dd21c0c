# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# Image layers come from S3: free of charge this way, and past the NAT gateways.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]

  tags = {
    Name = "${var.name}-s3"
  }
}
