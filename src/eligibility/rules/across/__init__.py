"""Rules across submissions."""
