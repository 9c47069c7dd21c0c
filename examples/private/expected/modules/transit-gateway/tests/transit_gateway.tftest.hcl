# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the module promises, checked without credentials: tofu init -backend=false && tofu test

mock_provider "aws" {}

variables {
  cidrs                   = ["10.64.0.0/12", "192.168.0.0/16"]
  intra_route_table_id    = "rtb-intra"
  name                    = "example"
  private_route_table_ids = { us-east-1a = "rtb-a", us-east-1b = "rtb-b" }
  private_subnet_ids      = { us-east-1a = "subnet-a", us-east-1b = "subnet-b" }
  subnet_ids              = ["subnet-c", "subnet-d"]
  transit_gateway_id      = "tgw-0123456789abcdef0"
  vpc_id                  = "vpc-0a1b2c3d4e5f60718"
}

run "routes" {
  assert {
    condition     = toset([for one in aws_route.private : "${one.route_table_id} ${one.destination_cidr_block}"]) == toset(["rtb-a 10.64.0.0/12", "rtb-a 192.168.0.0/16", "rtb-b 10.64.0.0/12", "rtb-b 192.168.0.0/16"])
    error_message = "Every zone must reach every network."
  }

  assert {
    condition     = toset([for one in aws_route.intra : "${one.route_table_id} ${one.destination_cidr_block}"]) == toset(["rtb-intra 10.64.0.0/12", "rtb-intra 192.168.0.0/16"])
    error_message = "The control plane must answer to every network."
  }
}

run "what_cannot_work_is_refused" {
  command = plan

  variables {
    cidrs              = ["10.64.0.0"]
    transit_gateway_id = "tgw-1"
  }

  expect_failures = [
    var.cidrs,
    var.transit_gateway_id,
  ]
}
