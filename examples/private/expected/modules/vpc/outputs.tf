# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "intra_route_table_id" {
  description = "The route table of the intra subnets."
  value       = aws_route_table.intra.id
}

output "intra_subnet_ids" {
  description = "The subnets of the control plane, by zone name."
  value       = { for zone, subnet in aws_subnet.intra : zone => subnet.id }
}

output "private_route_table_ids" {
  description = "The route tables of the private subnets, by zone name."
  value       = { for zone, table in aws_route_table.private : zone => table.id }
}

output "private_subnet_ids" {
  description = "The subnets of nodes and pods, by zone name."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }

  # A node that cannot reach AWS never joins: whoever uses these subnets waits for their way out.
  depends_on = [
    aws_route_table_association.private,
    aws_vpc_endpoint.interface,
    aws_vpc_endpoint.s3,
    aws_vpc_security_group_ingress_rule.endpoints,
  ]
}

output "vpc_id" {
  description = "The id of the VPC."
  value       = aws_vpc.this.id
}
