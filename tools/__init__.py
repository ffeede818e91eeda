"""What the repository needs and the package does not: inventing declarations, making examples, generating pages."""
