"""The command `audit`: a folder of submissions judged, and audits compared, one module an action."""
