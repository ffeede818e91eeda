"""What people work with after an audit: pages, a spreadsheet, and what reviewers decided about single findings."""
