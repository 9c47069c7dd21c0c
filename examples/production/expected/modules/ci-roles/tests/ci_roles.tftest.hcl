# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the module promises, checked without credentials: terraform init -backend=false && terraform test

mock_provider "aws" {
  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::111122223333:policy/mock" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }
}

variables {
  account_id           = "111122223333"
  audience             = "sts.amazonaws.com"
  create_oidc_provider = true
  environments = {
    example = {
      apply_subjects = ["repo:acme/example:environment:example"]
      plan_subjects  = ["repo:acme/example:pull_request"]
    }
  }
  issuer_url = "https://token.actions.githubusercontent.com"
  name       = "example"
  policies = {
    example = {
      apply-network = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ec2:CreateVpc", Resource = "*" }] })
      plan          = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ec2:DescribeVpcs", Resource = "*" }] })
    }
  }
  repository = "acme/example"
}

run "roles" {
  assert {
    condition     = jsondecode(aws_iam_role.apply["example"].assume_role_policy).Statement[0].Condition.StringLike["token.actions.githubusercontent.com:sub"] == ["repo:acme/example:environment:example"]
    error_message = "Nobody but the environment's own jobs may apply."
  }

  assert {
    condition     = jsondecode(aws_iam_role.plan["example"].assume_role_policy).Statement[0].Condition.StringLike["token.actions.githubusercontent.com:sub"] == ["repo:acme/example:pull_request"]
    error_message = "Nobody but the runs that are named may plan."
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.apply["example"], aws_iam_role.plan["example"]] : jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"])
    error_message = "Tokens for somebody else must not be taken."
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.apply["example"], aws_iam_role.plan["example"]] : jsondecode(role.assume_role_policy).Statement[0].Condition.StringEqualsIfExists["token.actions.githubusercontent.com:repository"] == "acme/example"])
    error_message = "Tokens of another repository must not be taken."
  }

  assert {
    condition     = keys(aws_iam_role_policy_attachment.apply) == ["example/apply-network", "example/plan"]
    error_message = "The role that applies must have every policy of its environment."
  }

  assert {
    condition     = keys(aws_iam_role_policy_attachment.plan) == ["example/plan"]
    error_message = "The role that plans must have the policy to plan, and no other."
  }

  assert {
    condition     = { for key, one in aws_iam_policy.this : key => one.policy } == { for name, document in var.policies.example : "example/${name}" => document }
    error_message = "Each policy must be the document of its name."
  }

  assert {
    condition     = alltrue([for one in [aws_iam_role.apply["example"], aws_iam_role.plan["example"], aws_iam_policy.this["example/plan"]] : one.path == "/ci/"])
    error_message = "An apply may change roles that begin with the cluster's name, so those of CI must be elsewhere."
  }

  assert {
    condition     = one(aws_iam_openid_connect_provider.this[0].client_id_list) == var.audience
    error_message = "IAM must know the audience of the tokens."
  }
}

run "what_cannot_work_is_refused" {
  command = plan

  variables {
    environments = {
      example = {
        apply_subjects = ["repo:acme/example:*"]
        plan_subjects  = ["repo:acme/example:pull_request"]
      }
    }
    issuer_url = "http://example.com"
    policies   = { example = {} }
  }

  expect_failures = [var.environments, var.issuer_url, var.policies]
}
