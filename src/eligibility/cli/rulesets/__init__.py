"""The command `rulesets`: the policy author's desk, one module an action."""
