"""Rules on the work history 工作经历."""
