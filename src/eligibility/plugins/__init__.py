"""The built-in plugins. They reach the engine through entry points, as every other plugin does."""
