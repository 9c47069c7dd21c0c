# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "attachment_id" {
  description = "The id of the attachment, as the transit gateway's route tables name it."
  value       = aws_ec2_transit_gateway_vpc_attachment.this.id
}

output "private_subnet_ids" {
  description = "The subnets of nodes and pods, by zone name, once they have a way out."
  value       = var.private_subnet_ids

  # A node that cannot reach AWS never joins: whoever uses these subnets waits for their way out.
  depends_on = [aws_route.private]
}
