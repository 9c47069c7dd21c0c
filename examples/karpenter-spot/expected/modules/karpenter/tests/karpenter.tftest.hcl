# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the module promises, checked without credentials: terraform init -backend=false && terraform test

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }

  mock_resource "aws_sqs_queue" {
    defaults = {
      arn = "arn:aws:sqs:us-east-1:111122223333:mock"
      url = "https://sqs.us-east-1.amazonaws.com/111122223333/mock"
    }
  }
}

variables {
  account_id   = "111122223333"
  cluster_name = "example"
  region       = "us-east-1"
}

run "karpenter" {
  assert {
    condition     = aws_eks_pod_identity_association.this.role_arn == aws_iam_role.controller.arn
    error_message = "Karpenter must have its own role."
  }

  assert {
    condition     = jsondecode(aws_iam_role.controller.assume_role_policy).Statement[0].Principal.Service == "pods.eks.amazonaws.com"
    error_message = "EKS Pod Identity alone may hand out Karpenter's role."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.nodes.policy).Statement :
      can(statement.Condition) || statement.Sid == "AllowScopedEC2InstanceAccessActions"
    ])
    error_message = "Karpenter may touch only instances of this cluster."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.instance_profiles.policy).Statement[0].Resource == aws_iam_role.node.arn
    error_message = "Karpenter may give instances the role of nodes and no other."
  }

  assert {
    condition     = aws_eks_access_entry.node.type == "EC2_LINUX" && aws_eks_access_entry.node.principal_arn == aws_iam_role.node.arn
    error_message = "The cluster must let the nodes in."
  }

  assert {
    condition     = !contains(keys(aws_iam_role_policy_attachment.node), "AmazonEKS_CNI_Policy")
    error_message = "The nodes must not carry the rights of the network add-on."
  }

  assert {
    condition     = aws_sqs_queue.interruption.sqs_managed_sse_enabled
    error_message = "The queue must be encrypted."
  }

  assert {
    condition = anytrue([
      for statement in jsondecode(aws_sqs_queue_policy.interruption.policy).Statement :
      statement.Effect == "Deny" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false"
    ])
    error_message = "The queue must refuse what comes without TLS."
  }

  assert {
    condition = alltrue([
      for key, rule in aws_cloudwatch_event_rule.interruption :
      aws_cloudwatch_event_target.interruption[key].arn == aws_sqs_queue.interruption.arn
    ]) && length(aws_cloudwatch_event_rule.interruption) == 5
    error_message = "All five kinds of event must reach the queue."
  }
}
