"""Rules on who the applicant is."""
