"""Reporters: from reports to text, one a file."""
