# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

terraform {
  # Whoever runs this is known by TF_HTTP_USERNAME and TF_HTTP_PASSWORD, a token.
  backend "http" {
    address        = "https://gitlab.com/api/v4/projects/studio%2Fgameservers/terraform/state/gameservers-production"
    lock_address   = "https://gitlab.com/api/v4/projects/studio%2Fgameservers/terraform/state/gameservers-production/lock"
    unlock_address = "https://gitlab.com/api/v4/projects/studio%2Fgameservers/terraform/state/gameservers-production/lock"
    lock_method    = "POST"
    unlock_method  = "DELETE"
    retry_wait_min = 5
  }
}
