"""The command `plugin`: packages of plugins."""
