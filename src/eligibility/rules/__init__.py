"""The built-in rules: one file a rule, a folder a subject. Rules do not know one another."""
