# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "intra_subnet_ids" {
  description = "The subnets of the control plane, by zone name."
  value       = { for zone, subnet in aws_subnet.intra : zone => subnet.id }
}

output "nat_public_ips" {
  description = "The addresses from which the nodes reach the internet, by zone name."
  value       = { for zone, address in aws_eip.nat : zone => address.public_ip }
}

output "private_subnet_ids" {
  description = "The subnets of nodes and pods, by zone name."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }

  # A node that cannot reach AWS never joins: whoever uses these subnets waits for their way out.
  depends_on = [
    aws_route.nat,
    aws_route_table_association.private,
    aws_vpc_endpoint.s3,
  ]
}

output "public_subnet_ids" {
  description = "The subnets of NAT gateways and load balancers, by zone name."
  value       = { for zone, subnet in aws_subnet.public : zone => subnet.id }
}

output "vpc_id" {
  description = "The id of the VPC."
  value       = aws_vpc.this.id
}
