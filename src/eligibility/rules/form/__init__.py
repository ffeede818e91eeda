"""Rules on the form itself: what is filled in, how, and how long."""
