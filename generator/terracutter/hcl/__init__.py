"""HCL native syntax as Terraform reads it: a lossless lexer, a strict parser and the canonical formatter."""
