"""Rules on when things happened, against the round's window and the date of judging."""
