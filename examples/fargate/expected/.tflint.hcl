# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

config {
  call_module_type = "local"
}

plugin "aws" {
  enabled = true
  version = "0.48.0"
  source  = "github.com/terraform-linters/tflint-ruleset-aws"
}

plugin "terraform" {
  enabled = true
  preset  = "recommended"
}
