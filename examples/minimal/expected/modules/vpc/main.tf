# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

resource "aws_vpc" "this" {
  # checkov:skip=CKV2_AWS_11:Flow logs were not asked for.
  cidr_block           = var.cidr_block
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = {
    Name = var.name
  }
}

# Without rules it lets nothing in or out: whatever is attached to no other group reaches nothing.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = {
    Name = "${var.name}-default"
  }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = {
    Name = var.name
  }
}
