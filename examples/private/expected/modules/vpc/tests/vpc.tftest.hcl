# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the module promises, checked without credentials: tofu init -backend=false && tofu test

mock_provider "aws" {
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:111122223333:log-group:mock" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }
}

variables {
  account_id          = "111122223333"
  cidr_block          = "10.0.0.0/16"
  interface_endpoints = ["ecr.api", "sts"]
  intra_subnets       = { us-east-1a = "10.0.240.0/28", us-east-1b = "10.0.240.16/28" }
  log_retention_days  = 365
  name                = "example"
  private_subnets     = { us-east-1a = "10.0.0.0/19", us-east-1b = "10.0.32.0/19", us-east-1c = "10.0.64.0/19" }
  region              = "us-east-1"
}

run "network" {
  assert {
    condition     = aws_vpc.this.enable_dns_support && aws_vpc.this.enable_dns_hostnames
    error_message = "Nodes must find the control plane by name."
  }

  assert {
    condition     = length(aws_default_security_group.this.ingress) + length(aws_default_security_group.this.egress) == 0
    error_message = "The default security group must let nothing in or out."
  }

  assert {
    condition     = tomap({ for one in aws_subnet.private : one.availability_zone => one.cidr_block }) == var.private_subnets
    error_message = "Each zone must have its private subnet."
  }

  assert {
    condition     = tomap({ for one in aws_subnet.intra : one.availability_zone => one.cidr_block }) == var.intra_subnets
    error_message = "Each zone must have its intra subnet."
  }

  assert {
    condition     = alltrue([for one in aws_subnet.private : one.tags["kubernetes.io/role/internal-elb"] == "1"])
    error_message = "Internal load balancers must find the private subnets by their tag."
  }

  assert {
    condition     = toset(aws_vpc_endpoint.s3.route_table_ids) == toset([for table in aws_route_table.private : table.id])
    error_message = "Every private subnet must reach S3 through the gateway endpoint."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled])
    error_message = "The names of AWS services must lead to the endpoints."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.endpoints.cidr_ipv4 == var.cidr_block
    error_message = "The endpoints must answer to the VPC alone."
  }

  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL"
    error_message = "Both accepted and refused connections must be recorded."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.kms_key_id == aws_kms_key.flow_logs.arn
    error_message = "The flow logs must be encrypted with the key."
  }

  assert {
    condition     = tolist(keys(output.private_route_table_ids)) == keys(var.private_subnets)
    error_message = "The route tables must be handed on by zone."
  }

  assert {
    condition     = tolist(keys(output.private_subnet_ids)) == keys(var.private_subnets)
    error_message = "The subnets must be handed on by zone."
  }
}

run "what_cannot_work_is_refused" {
  command = plan

  variables {
    cidr_block         = "10.0.0.0"
    intra_subnets      = { us-east-1a = "10.0.240.0/28", us-east-1b = "10.0.240.16" }
    log_retention_days = 100
    private_subnets    = { us-east-1a = "10.0.0.0/19", us-east-1b = "10.0.32.0" }
  }

  expect_failures = [
    var.cidr_block,
    var.intra_subnets,
    var.log_retention_days,
    var.private_subnets,
  ]
}

run "too_little_is_refused" {
  command = plan

  variables {
    intra_subnets = { us-east-1a = "10.0.240.0/28" }
  }

  expect_failures = [
    var.intra_subnets,
  ]
}
