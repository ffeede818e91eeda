"""Rules on the round's criteria for people: age and title."""
