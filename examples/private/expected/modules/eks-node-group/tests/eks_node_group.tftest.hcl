# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the module promises, checked without credentials: tofu init -backend=false && tofu test

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }

  mock_resource "aws_launch_template" {
    defaults = { id = "lt-0123456789abcdef0" }
  }
}

variables {
  ami_type           = "AL2023_x86_64_STANDARD"
  capacity_type      = "ON_DEMAND"
  cluster_name       = "example"
  desired_size       = 3
  disk_size          = 50
  instance_types     = ["m7i.large", "m6i.large"]
  kubernetes_version = "1.35"
  max_size           = 6
  min_size           = 2
  name               = "general"
  subnet_ids         = ["subnet-a", "subnet-b"]
  tags               = { team = "platform" }
}

run "nodes" {
  assert {
    condition     = aws_launch_template.this.metadata_options[0].http_tokens == "required"
    error_message = "The metadata service must want a token."
  }

  assert {
    condition     = aws_launch_template.this.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "The metadata service must answer to the node alone, not to pods."
  }

  assert {
    condition = alltrue([
      for one in aws_launch_template.this.tag_specifications :
      one.tags == tomap({ Name = "example-general", team = "platform" })
    ])
    error_message = "What the template launches must carry the tags of the repository."
  }

  assert {
    condition = toset(aws_launch_template.this.tag_specifications[*].resource_type) == toset([
      "instance", "network-interface", "volume",
    ])
    error_message = "Instances, network interfaces and volumes must be tagged."
  }

  assert {
    condition     = aws_launch_template.this.block_device_mappings[0].ebs[0].encrypted == "true"
    error_message = "The root volume must be encrypted."
  }

  assert {
    condition     = aws_eks_node_group.this.launch_template[0].id == aws_launch_template.this.id
    error_message = "The nodes must be made from the launch template."
  }

  assert {
    condition     = length(aws_eks_node_group.this.remote_access) == 0
    error_message = "Nobody may reach the nodes by SSH."
  }

  assert {
    condition     = aws_eks_node_group.this.scaling_config[0] == { min_size = 2, desired_size = 3, max_size = 6 }
    error_message = "The group must have the sizes that were asked for."
  }

  assert {
    condition     = !contains(keys(aws_iam_role_policy_attachment.node), "AmazonEKS_CNI_Policy")
    error_message = "The rights of the network add-on must not stand on the nodes' role."
  }

  assert {
    condition     = aws_eks_node_group.this.node_repair_config[0].enabled
    error_message = "Nodes that are sick must be repaired."
  }
}

run "what_cannot_work_is_refused" {
  command = plan

  variables {
    ami_type           = "AL2_x86_64"
    capacity_type      = "spot"
    disk_size          = 10
    instance_types     = []
    kubernetes_version = "latest"
    max_size           = 2
    min_size           = 4
    subnet_ids         = []
  }

  expect_failures = [
    var.ami_type,
    var.capacity_type,
    var.disk_size,
    var.instance_types,
    var.kubernetes_version,
    var.max_size,
    var.min_size,
    var.subnet_ids,
  ]
}
