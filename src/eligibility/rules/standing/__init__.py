"""Rules on whether the applicant may submit here and now."""
