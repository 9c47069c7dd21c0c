"""Type inference over Terraform expressions: what is known of a value before anything is planned."""
