"""The policy author's desk 规则编制: opens, checks, tests, compares and freezes rulesets. It reads and writes text; doors print it."""
